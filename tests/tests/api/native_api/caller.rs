//! Common steps of every caller here: start a server, open a conversation, read a refusal.

use std::sync::Arc;

use parlor_shared::error::{ErrorBody, ErrorCode};
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
    visitor::ORIGIN,
};
use reqwest::{Response, StatusCode};
use serde_json::Value;

/// A server in memory whose agent follows `script`.
pub(crate) async fn app(script: &Arc<Script>) -> TestApp {
    TestApp::start(Backend::Temporary, Arc::new(Cast(script.clone()))).await.unwrap()
}

/// The whole refusal: status, code, and the headers every refusal has.
pub(crate) async fn refusal(response: Response) -> (u16, ErrorCode, Option<String>) {
    let status = response.status();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        assert_eq!(header("www-authenticate").as_deref(), Some("Bearer error=\"invalid_token\""));
    }
    let (id, wait) = (header("x-request-id"), header("retry-after"));
    let body: ErrorBody = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(Some(body.error.request_id), id);
    assert_eq!(body.error.retry_after.map(|s| s.to_string()), wait);
    assert_eq!(
        status == StatusCode::TOO_MANY_REQUESTS,
        body.error.code.retryable() && wait.is_some() && status.as_u16() == 429
    );
    (status.as_u16(), body.error.code, body.error.field)
}

/// Opens a conversation from the shop's page.
pub(crate) fn init(app: &TestApp, body: &Value) -> reqwest::RequestBuilder {
    app.client.post(app.url("/v1/widget/init")).header("Origin", ORIGIN).json(body)
}
