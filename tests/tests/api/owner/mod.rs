//! The owners' API: signing in, what a team has, and what must not be possible. Two teams, always.

mod activity;
mod agents;
mod conversations;
mod csrf;
mod embed;
mod files;
mod hostile;
mod identity;
mod invitations;
mod leads;
mod live;
mod pages;
mod scope;
mod sign_in;
mod statistics;
mod team;
mod widgets;

use std::sync::Arc;

use parlor_tests::{
    app::TestApp,
    databases::Backend,
    owner::{Owner, read},
    script::{Cast, Script},
    visitor::Visitor,
};
use reqwest::{Method, Response};
use serde_json::Value;

/// Two owners with a team each.
pub(crate) struct Pair {
    pub(crate) app: TestApp,
    pub(crate) us: Owner,
    pub(crate) them: Owner,
}

impl Pair {
    pub(crate) async fn new(backend: Backend, flags: &[&str]) -> Self {
        let app = TestApp::with_flags(backend, Arc::new(Cast(Script::says(&["Hello"]))), flags).await.unwrap();
        let us = Owner::register(&app, "us@shop.example").await.unwrap();
        let them = Owner::register(&app, "them@rival.example").await.unwrap();
        Self { app, us, them }
    }

    /// A visitor of a new widget of our team, with its agent and its id.
    pub(crate) async fn visited(&self) -> (Visitor, String, String) {
        let agent = self.us.new_agent().await.unwrap();
        let widget = self.us.new_widget(&agent).await.unwrap();
        let (_, keys) = got(&self.us, &format!("/widgets/{widget}/keys")).await;
        let key = keys["key"].as_str().unwrap();
        (Visitor::arrive(&self.app.client, &self.app.base, key).await.unwrap(), widget, agent)
    }

    pub(crate) async fn usual() -> Self {
        Self::new(Backend::Temporary, &[]).await
    }
}

/// Sends a request with a body and returns the status and the reply.
pub(crate) async fn sent(owner: &Owner, method: Method, path: &str, body: &Value) -> (u16, Value) {
    read(owner.send(method, path, body).await.unwrap()).await.unwrap()
}

/// Reads a path and returns the status and the reply.
pub(crate) async fn got(owner: &Owner, path: &str) -> (u16, Value) {
    read(owner.get(path).await.unwrap()).await.unwrap()
}

/// Deletes an object and returns the status and the reply.
pub(crate) async fn deleted(owner: &Owner, path: &str) -> (u16, Value) {
    read(owner.call(Method::DELETE, path).await.unwrap()).await.unwrap()
}

/// A refusal is a sentence, perhaps a field, and nothing more.
pub(crate) fn refused((status, body): &(u16, Value), expected: u16, field: Option<&str>) {
    assert_eq!(*status, expected, "{body}");
    assert!(body["error"].as_str().is_some_and(|error| !error.is_empty()), "{body}");
    assert_eq!(body.get("field").and_then(Value::as_str), field, "{body}");
    assert_eq!(body.as_object().unwrap().len(), 1 + usize::from(field.is_some()), "{body}");
}

/// Reads a refusal.
pub(crate) async fn refusal(response: Response, expected: u16) {
    refused(&read(response).await.unwrap(), expected, None);
}
