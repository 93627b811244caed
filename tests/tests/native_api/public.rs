//! What needs no token: the launcher's configuration, the pages for whoever operates the server.

use parlor_tests::{app::KEY, script::Script};
use serde_json::Value;

use crate::caller::{app, refusal};

#[tokio::test]
async fn the_launcher_configuration_is_public_small_and_cacheable() {
    let app = app(&Script::says(&["Hello"])).await;
    let get = |tag: Option<String>| {
        let request =
            app.client.get(app.url(&format!("/v1/widget/config/{KEY}"))).header("Origin", "https://anywhere.example");
        tag.map_or_else(
            || request.try_clone().unwrap(),
            |tag| request.try_clone().unwrap().header("If-None-Match", tag),
        )
        .send()
    };
    let response = get(None).await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["cache-control"], "public, max-age=60, stale-while-revalidate=86400");
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let body = response.text().await.unwrap();
    assert!(body.len() <= 2_000, "{}", body.len());
    assert!(!body.contains("agent-1") && !body.contains("wt_"));
    assert_eq!(get(Some(tag)).await.unwrap().status(), 304);
    assert_eq!(refusal(app.client.get(app.url("/v1/widget/config/wk_x")).send().await.unwrap()).await.0, 404);
}

#[tokio::test]
async fn operating_pages_answer() {
    let app = app(&Script::says(&["Hello"])).await;
    let text = async |path: &str| {
        app.client.get(app.url(path)).send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
    };
    assert_eq!(text("/healthz").await, "ok");
    assert_eq!(text("/readyz").await, "ready");
    assert!(text("/metrics").await.contains("open_streams"));
    let document: Value = serde_json::from_str(&text("/openapi.json").await).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let native = document["paths"].as_object().unwrap().keys().filter(|path| path.starts_with("/v1/widget/"));
    assert_eq!(native.count(), 10);
    assert!(text("/docs/").await.contains("swagger"));
}
