//! Files that visitors bring: what is taken, what is kept of it, who gets it, and when it is gone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod agents;
mod cases;
mod corpus;
mod fake_s3;
mod http;
mod limits;
mod messages;
mod objects;
mod samples;
mod sandbox;

use std::sync::Arc;

use parlor::core::widget::settings::Feature;
use parlor_shared::error::{ErrorBody, ErrorCode};
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
};
use reqwest::Response;

/// A server whose widget takes files.
pub(crate) async fn app(flags: &[&str]) -> TestApp {
    on(Backend::Temporary, flags).await
}

/// The same on this database.
pub(crate) async fn on(backend: Backend, flags: &[&str]) -> TestApp {
    let app = TestApp::with_flags(backend, Arc::new(Cast(Script::says(&["Yes."]))), flags).await.unwrap();
    switch(&app, true).await;
    app
}

/// Sets whether its widget accepts files.
pub(crate) async fn switch(app: &TestApp, on: bool) {
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Attachments, on)).await.unwrap();
}

/// The status and code of a refusal, and whether it says when to come back.
pub(crate) async fn refusal(response: Response) -> (u16, ErrorCode, bool) {
    let (status, wait) = (response.status().as_u16(), response.headers().contains_key("retry-after"));
    let body: ErrorBody = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    (status, body.error.code, wait)
}
