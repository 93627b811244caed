//! NexonTech's widget API. Source: NexonTech, "Widget API Documentation".

mod corpora;
mod languages;
mod limits;
mod pages;
mod samples;
mod statuses;
mod visitors;

use std::{sync::Arc, time::Duration};

use parlor::{agent::scripted::Step, core::conversation::agent_port::Agents};
use parlor_shared::ids::ConversationId;
use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend,
    repertoire::Repertoire,
};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

const INIT: &str = "/api/widget/init";
const CHAT: &str = "/api/widget/chat";

/// A server whose agent says back what it is told.
async fn echo() -> TestApp {
    with(Repertoire::default()).await
}

async fn with(answers: Repertoire) -> TestApp {
    TestApp::start(Backend::Temporary, answers.agents()).await.unwrap()
}

async fn on(backend: Backend, agents: Arc<dyn Agents>, flags: &[&str]) -> TestApp {
    TestApp::with_flags(backend, agents, flags).await.unwrap()
}

/// Enough of everything for tests that make many calls.
const MANY: [&str; 6] =
    ["--nexon-init-per-minute", "1000000", "--nexon-chat-per-minute", "1000000", "--answers-per-day", "1000000"];

fn text(words: &str) -> Step {
    Step::Text(words.into())
}

fn post(app: &TestApp, path: &str, body: &Value) -> RequestBuilder {
    app.client.post(app.url(path)).json(body)
}

async fn send(app: &TestApp, path: &str, body: &Value) -> Response {
    post(app, path, body).send().await.unwrap()
}

/// The body of a successful reply, with the headers every reply has.
async fn reply(response: Response) -> Value {
    let status = response.status();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("access-control-allow-origin").as_deref(), Some("*"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    let body = response.text().await.unwrap();
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// A refusal.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Refusal {
    status: u16,
    error: String,
    /// Seconds.
    retry_after: Option<u64>,
}

/// Reads one, with what every refusal has: any page may read it, and its body is one sentence in one field.
async fn refusal(response: Response) -> Refusal {
    let status = response.status().as_u16();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("access-control-allow-origin").as_deref(), Some("*"));
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    let retry_after = header("retry-after").map(|seconds| seconds.parse().unwrap());
    assert!(retry_after.is_some() || !matches!(status, 429 | 503), "{status} says when to come back");
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
    let error = body["error"].as_str().unwrap().to_owned();
    assert!(!error.is_empty());
    Refusal { status, error, retry_after }
}

/// A new conversation of the test's widget.
async fn open(app: &TestApp) -> ConversationId {
    opened(app, &json!({"key": KEY})).await
}

async fn opened(app: &TestApp, body: &Value) -> ConversationId {
    reply(send(app, INIT, body).await).await["conversation_id"].as_str().unwrap().parse().unwrap()
}

/// Returns the body for a visitor's message.
fn saying(conversation: &ConversationId, text: &str) -> Value {
    json!({"key": KEY, "conversation_id": conversation, "text": text})
}

async fn say(app: &TestApp, conversation: &ConversationId, text: &str) -> Response {
    send(app, CHAT, &saying(conversation, text)).await
}

/// Waits until an answer is being written.
async fn begun(app: &TestApp, conversation: &ConversationId) {
    // It is announced before it is stored.
    while app.store.history(conversation, None, 2).await.unwrap().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
