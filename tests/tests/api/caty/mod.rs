//! Caty's API: every body of its page, every status, and what must never happen.

mod hostile;
mod lead;
mod limits;
mod message;
mod proactive;
mod refusals;
mod session;
mod track;

use std::sync::Arc;

use futures_util::{StreamExt, stream, stream::BoxStream};
use parlor::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, Agents, Question},
    },
    engagement::proactive::ProactiveRule,
    owner::agent::AgentProfile,
};
use parlor_shared::{config::Trigger, owner::settings::SettingsBody, widget::Finish};
use parlor_tests::{
    app::{CATY_KEY, TestApp},
    databases::Backend,
    visitor::ORIGIN,
};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// An agent that tells this, whatever it is asked.
#[derive(Clone)]
struct Tells(Vec<Result<AgentEvent, AgentError>>);

impl Tells {
    /// Says this text and ends well.
    fn text(text: &str) -> Arc<Self> {
        Self::events(vec![AgentEvent::Text(text.into())])
    }

    /// Tells these events and ends well.
    fn events(events: Vec<AgentEvent>) -> Arc<Self> {
        let end = AgentEvent::Finish(Finish::Stop);
        Arc::new(Self(events.into_iter().chain([end]).map(Ok).collect()))
    }

    /// Fails at once.
    fn fails(error: AgentError) -> Arc<Self> {
        Arc::new(Self(vec![Err(error)]))
    }
}

impl Agents for Tells {
    fn find(&self, _: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(Arc::new(self.clone()))
    }
}

impl Agent for Tells {
    fn answer(&self, _: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        stream::iter(self.0.clone()).boxed()
    }
}

/// A page with the widget's key.
struct Caty {
    app: TestApp,
    key: String,
}

impl Caty {
    async fn start(agents: Arc<dyn Agents>) -> Self {
        Self::with(Backend::Temporary, agents, &[]).await
    }

    async fn with(backend: Backend, agents: Arc<dyn Agents>, flags: &[&str]) -> Self {
        Self { app: TestApp::with_flags(backend, agents, flags).await.unwrap(), key: CATY_KEY.into() }
    }

    /// A request without a body.
    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let url = self.app.url(&format!("/api/widget/{path}"));
        self.app.client.request(method, url).header("Origin", ORIGIN).header("X-API-Key", &self.key)
    }

    /// A request with a body.
    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.ask(Method::POST, path).json(body)
    }

    /// A new session's id.
    async fn session(&self) -> String {
        let reply = reply(self.post("session", &json!({}))).await;
        reply["session_id"].as_str().unwrap().to_owned()
    }

    /// Gives the widget these rules.
    async fn rules(&self, rules: Vec<ProactiveRule>) {
        self.app.change_widget(|widget| widget.settings.proactive = Some(rules)).await.unwrap();
    }
}

/// A rule that says its name.
fn rule(id: &str, trigger: Trigger, value: u32) -> ProactiveRule {
    ProactiveRule { id: id.into(), trigger, value, url_contains: None, message: format!("I am {id}."), once: true }
}

/// The body of a success.
async fn reply(request: RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    let status = response.status();
    let body: Value = response.json().await.unwrap();
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["success"], true);
    body
}

/// The status and code of a refusal, which has the shape and headers every refusal has.
async fn refusal(request: RequestBuilder) -> (u16, String) {
    judged(request.send().await.unwrap()).await
}

async fn judged(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    assert!(status != 429 || header("retry-after").is_some_and(|s| s.parse::<u32>().unwrap() >= 1));
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["success"], false, "{body}");
    let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["success", "error", "code"]);
    assert!(body["error"].as_str().is_some_and(|words| !words.is_empty()));
    (status, body["code"].as_str().unwrap().to_owned())
}

/// The widget's configuration, whole.
#[tokio::test]
async fn config_shows_what_the_owner_set() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let usual = reply(caty.ask(Method::GET, "config")).await;
    let expected = json!({"success": true, "config": {
        "widget_id": "widget-1",
        "business": {"name": "Shop", "type": "other"},
        "persona": {"name": "Ada", "role": "AI Assistant", "tone": "friendly"},
        "appearance": {"theme": "auto", "position": "bottom-right", "colors": {
            "primary": "#2f5bd8", "on_primary": "#ffffff",
            "primary_text_light": usual["config"]["appearance"]["colors"]["primary_text_light"],
            "primary_text_dark": usual["config"]["appearance"]["colors"]["primary_text_dark"],
        }},
        "behavior": {"greeting": {"content": "Hi, I am **Ada**."}, "proactive": {"rules": []}},
    }});
    assert_eq!(usual, expected);
    let settings = json!({
        "business": {"name": "Company Name", "type": "saas"}, "persona": {"role": "Guide", "tone": "warm"},
        "theme": {"name": "dark"}, "position": "top-left",
        "proactive": [{"id": "r1", "trigger": "scroll", "value": 50, "message": "Questions?"}],
    });
    let settings: SettingsBody = serde_json::from_value(settings).unwrap();
    caty.app.change_widget(|widget| widget.settings = settings.into()).await.unwrap();
    let config = &reply(caty.ask(Method::GET, "config")).await["config"];
    assert_eq!(config["business"], json!({"name": "Company Name", "type": "saas"}));
    assert_eq!(config["persona"], json!({"name": "Ada", "role": "Guide", "tone": "warm"}));
    assert_eq!(
        (&config["appearance"]["theme"], &config["appearance"]["position"]),
        (&json!("dark"), &json!("top-left"))
    );
    assert_eq!(config["behavior"]["greeting"]["content"], "Hi! How can I help you today?");
    assert_eq!(config["behavior"]["proactive"]["rules"][0]["id"], "r1");
}

#[tokio::test]
async fn a_widget_without_an_agent_has_a_configuration_and_no_sessions() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    caty.app.change_widget(|widget| widget.agent_id = None).await.unwrap();
    let config = &reply(caty.ask(Method::GET, "config")).await["config"];
    assert_eq!(config["persona"]["name"], "Shop help");
    assert_eq!(refusal(caty.post("session", &json!({}))).await, (503, "AGENT_UNAVAILABLE".into()));
}
