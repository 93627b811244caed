//! NodeLoom's API: every call, every status of its page, and what must not be possible. Two teams, always.

mod dashboard;
mod hostile;
mod public;
mod revocation;
mod scope;
mod stats;
mod stream;

use std::sync::Arc;

use parlor::core::conversation::agent_port::Agents;
use parlor_shared::sse::Decoder;
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    owner::{Owner, read},
    script::{Cast, Script},
};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// Two teams on one server, each with an agent and a widget.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) ours: Team,
    pub(crate) theirs: Team,
}

/// A team that is set up.
pub(crate) struct Team {
    pub(crate) owner: Owner,
    pub(crate) agent: String,
    pub(crate) widget: String,
    pub(crate) token: String,
}

impl World {
    pub(crate) async fn new(backend: Backend, script: &Arc<Script>, flags: &[&str]) -> Self {
        Self::with(backend, Arc::new(Cast(script.clone())), flags).await
    }

    pub(crate) async fn with(backend: Backend, agents: Arc<dyn Agents>, flags: &[&str]) -> Self {
        let app = TestApp::with_flags(backend, agents, flags).await.unwrap();
        let ours = Team::new(&app, "us@shop.example").await;
        let theirs = Team::new(&app, "them@rival.example").await;
        Self { app, ours, theirs }
    }

    /// In memory, with an agent that says hello.
    pub(crate) async fn usual() -> Self {
        Self::new(Backend::Temporary, &Script::says(&["Hello ", "there"]), &[]).await
    }

    pub(crate) fn public(&self, method: Method, path: &str) -> RequestBuilder {
        self.app.client.request(method, self.app.url(&format!("/api/widget-chat{path}")))
    }

    pub(crate) async fn init(&self, token: &str) -> (u16, Value) {
        read(self.public(Method::GET, &format!("/init/{token}")).send().await.unwrap()).await.unwrap()
    }

    pub(crate) async fn open(&self, body: &Value) -> (u16, Value) {
        read(self.public(Method::POST, "/sessions").json(body).send().await.unwrap()).await.unwrap()
    }

    /// A new session; its id.
    pub(crate) async fn session(&self, token: &str) -> String {
        let (status, body) = self.open(&json!({"token": token})).await;
        assert_eq!(status, 201, "{body}");
        body["sessionId"].as_str().unwrap().to_owned()
    }

    pub(crate) fn say(&self, session: &str, body: &Value) -> RequestBuilder {
        self.public(Method::POST, &format!("/sessions/{session}/messages")).json(body)
    }

    pub(crate) async fn ask(&self, token: &str, session: &str, content: &str) -> Vec<Event> {
        let reply = self.say(session, &json!({"content": content, "token": token})).send().await.unwrap();
        assert_eq!(reply.status(), 200);
        events(reply).await
    }

    pub(crate) async fn history(&self, token: &str, session: &str) -> (u16, Value) {
        let request = self.public(Method::GET, &format!("/sessions/{session}/messages"));
        read(request.header("X-Widget-Token", token).send().await.unwrap()).await.unwrap()
    }
}

impl Team {
    async fn new(app: &TestApp, email: &str) -> Self {
        let owner = Owner::register(app, email).await.unwrap();
        let agent = owner.new_agent().await.unwrap();
        let widget = owner.new_widget(&agent).await.unwrap();
        let token = token(&owner, &widget).await;
        Self { owner, agent, widget, token }
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/widgets/{}{rest}", self.widget)
    }

    pub(crate) async fn put(&self, body: &Value) -> (u16, Value) {
        read(self.owner.send(Method::PUT, &self.path(""), body).await.unwrap()).await.unwrap()
    }

    pub(crate) async fn list(&self) -> Vec<Value> {
        let (status, body) = read(self.owner.get("/widgets").await.unwrap()).await.unwrap();
        assert_eq!(status, 200);
        body.as_array().unwrap().clone()
    }
}

/// The embed token, out of the embed code.
pub(crate) async fn token(owner: &Owner, widget: &str) -> String {
    let (status, body) = read(owner.get(&format!("/widgets/{widget}/embed-code")).await.unwrap()).await.unwrap();
    assert_eq!(status, 200, "{body}");
    let code = body["embedCode"].as_str().unwrap();
    code.split_once("data-token=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

/// An event of a stream: its name, id and data.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) data: Value,
}

/// All events of a stream. Each repeats its name as `type`.
pub(crate) async fn events(response: Response) -> Vec<Event> {
    let (mut decoder, mut events) = (Decoder::new(1 << 20), Vec::new());
    let body = response.bytes().await.unwrap();
    let take = |event: parlor_shared::sse::Event| {
        let data: Value = serde_json::from_str(&event.data).unwrap();
        assert_eq!(data["type"], event.event.as_str());
        events.push(Event { name: event.event, id: event.last_event_id, data });
    };
    decoder.feed(&body, take).unwrap();
    events
}

/// A refusal is one sentence, in the page's shape, and says nothing more.
pub(crate) fn refused((status, body): &(u16, Value), expected: u16) {
    assert_eq!(*status, expected, "{body}");
    let body = body.as_object().unwrap();
    assert!(body.len() == 1 && body["error"].as_str().is_some_and(|error| !error.is_empty()), "{body:?}");
}
