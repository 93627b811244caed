//! A server with two teams, and short ways to ask it.

use std::sync::Arc;

use parlor::core::{
    clock::Clock as _,
    conversation::agent_port::Agents,
    entropy::SystemEntropy,
    owner::{
        account::Account,
        agent::{AgentProfile, AgentSpec},
        team::{ApiSecret, Team},
    },
    widget::{blueprint::Blueprint, settings::Settings},
};
use parlor_shared::ids::{AgentId, BlueprintId, TeamId};
use parlor_tests::{
    app::{TEAM, TestApp},
    databases::Backend,
    repertoire::Repertoire,
};
use reqwest::{RequestBuilder, Response, header::HeaderMap};
use serde_json::{Value, json};

/// The agent of the first team.
pub(super) const AGENT: &str = "agent-1";
/// The agent of the second team.
pub(super) const THEIR_AGENT: &str = "agent-2";
/// Path of the widgets.
pub(super) const WIDGETS: &str = "/v1/integration/widget";
/// As many requests as a test needs.
const FLAGS: [&str; 6] = ["--init-per-minute", "100000", "--answers-per-day", "100000", "--leads-per-minute", "100000"];

/// A server with two teams.
pub(super) struct Bench {
    pub(super) app: TestApp,
    /// The team whose widgets most tests use.
    pub(super) ours: Owner,
    /// The other team, which must not see them.
    pub(super) theirs: Owner,
}

/// A team's program.
#[derive(Clone)]
pub(super) struct Owner {
    client: reqwest::Client,
    base: String,
    pub(super) team: TeamId,
    pub(super) secret: String,
}

impl Bench {
    /// Its agent says back what it is asked.
    pub(super) async fn new() -> Self {
        Self::with(Backend::Temporary, Repertoire::default().agents()).await
    }

    pub(super) async fn with(backend: Backend, agents: Arc<dyn Agents>) -> Self {
        Self::with_flags(backend, agents, &FLAGS).await
    }

    pub(super) async fn with_flags(backend: Backend, agents: Arc<dyn Agents>, flags: &[&str]) -> Self {
        let app = TestApp::with_flags(backend, agents, flags).await.unwrap();
        let ours = owner(&app, TEAM.parse().unwrap()).await;
        let other: TeamId = "team-2".parse().unwrap();
        let at = app.clock.now();
        let account = Account {
            id: "account-2".parse().unwrap(),
            email: "other@mill.example".into(),
            name: "Other".into(),
            password_hash: String::new(),
            active: true,
            created_at: at,
        };
        assert_eq!(app.store.insert_account(&account).await.unwrap(), parlor::core::store::Saved::Done);
        let team = Team { id: other.clone(), name: "Mill".into(), created_at: at };
        app.store.insert_team(&team, &account.id).await.unwrap();
        let theirs = owner(&app, other).await;
        let bench = Self { app, ours, theirs };
        bench.agent(&bench.theirs, THEIR_AGENT, AgentSpec::Scripted {}).await;
        bench
    }

    /// One more agent of a team, or another one instead.
    pub(super) async fn agent(&self, owner: &Owner, id: &str, spec: AgentSpec) -> AgentId {
        let profile = AgentProfile {
            id: id.parse().unwrap(),
            team_id: owner.team.clone(),
            spec,
            ..parlor_tests::app::agent(AgentSpec::Scripted {}, self.app.clock.now()).unwrap()
        };
        self.app.store.put_agent(&profile).await.unwrap();
        profile.id
    }

    /// A blueprint of a team.
    pub(super) async fn blueprint(&self, owner: &Owner, id: &str, settings: Settings, origins: &[&str]) -> BlueprintId {
        let at = self.app.clock.now();
        let blueprint = Blueprint {
            id: id.parse().unwrap(),
            team_id: owner.team.clone(),
            name: id.into(),
            settings,
            allowed_origins: origins.iter().map(|&origin| origin.to_owned()).collect(),
            revision: 0,
            created_at: at,
            updated_at: at,
        };
        self.app.store.insert_blueprint(&blueprint).await.unwrap();
        blueprint.id
    }

    /// A request without a secret.
    pub(super) fn anybody(&self, path: &str, body: &Value) -> RequestBuilder {
        self.app.client.post(self.app.url(path)).json(body)
    }

    /// A request with a token.
    pub(super) fn get(&self, token: &str, path: &str) -> RequestBuilder {
        self.app.client.get(self.app.url(path)).bearer_auth(token)
    }

    /// A request with a token.
    pub(super) fn post(&self, token: &str, path: &str, body: &Value) -> RequestBuilder {
        self.app.client.post(self.app.url(path)).bearer_auth(token).json(body)
    }

    /// A session of a widget, opened by its owner: conversation and token.
    pub(super) async fn session(&self, widget: &str) -> (String, String) {
        let reply = self.ours.done(&format!("/{widget}/session/create"), &json!({})).await;
        (text(&reply["conversationId"]), text(&reply["token"]))
    }
}

async fn owner(app: &TestApp, team: TeamId) -> Owner {
    let (kept, secret) = ApiSecret::generate(team.clone(), "test".into(), app.clock.now(), &SystemEntropy);
    app.store.insert_secret(&kept).await.unwrap();
    Owner { client: app.client.clone(), base: app.base.clone(), team, secret }
}

impl Owner {
    /// A reading request; the path goes on after `/v1/integration/widget`.
    pub(super) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{WIDGETS}{path}", self.base)).bearer_auth(&self.secret)
    }

    /// A writing request.
    pub(super) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{WIDGETS}{path}", self.base)).bearer_auth(&self.secret).json(body)
    }

    /// The reply to a reading request that works.
    pub(super) async fn read(&self, path: &str) -> Value {
        reply(self.get(path)).await
    }

    /// The reply to a writing request that works.
    pub(super) async fn done(&self, path: &str, body: &Value) -> Value {
        reply(self.post(path, body)).await
    }

    /// A new widget's id.
    pub(super) async fn widget(&self, input: &Value) -> String {
        text(&self.done("/create", input).await["id"])
    }

    /// A widget of the first team's agent.
    pub(super) async fn shop(&self) -> String {
        self.widget(&json!({"name": "Shop", "botId": AGENT})).await
    }

    pub(super) async fn fetch(&self, id: &str) -> Value {
        self.read(&format!("/{id}/fetch")).await
    }
}

/// The body of a reply that says 200.
pub(super) async fn reply(request: RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.text().await.unwrap();
    assert_eq!(status, 200, "{body}");
    assert_eq!(headers["content-type"], "application/json");
    serde_json::from_str(&body).unwrap()
}

/// A refusal: status, code, message.
pub(super) async fn refusal(request: RequestBuilder) -> (u16, String, String) {
    refused(request.send().await.unwrap()).await
}

/// The same, of a response. Checks what every refusal has.
pub(super) async fn refused(response: Response) -> (u16, String, String) {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    assert!(status >= 400, "{status}: {text}");
    check_headers(status, &headers);
    let body: parlor_shared::vendor::chatbotkit::ErrorBody =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{status}: {text}: {error}"));
    assert_eq!(body.code.status(), status);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json.as_object().unwrap().len(), 2, "{text}");
    (status, body.code.as_str().to_owned(), body.message)
}

fn check_headers(status: u16, headers: &HeaderMap) {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("x-content-type-options"), Some("nosniff"));
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(status == 401, header("www-authenticate") == Some("Bearer error=\"invalid_token\""));
    assert!(status != 429 || header("retry-after").is_some());
}

/// Status and code of a refusal.
pub(super) async fn refuses(request: RequestBuilder, status: u16, code: &str) -> String {
    let (its, name, message) = refusal(request).await;
    assert_eq!((its, name.as_str()), (status, code), "{message}");
    message
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The lines of a response.
pub(super) async fn lines(request: RequestBuilder) -> Vec<Value> {
    let response = request.header("Accept", "application/jsonl").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"application/jsonl".parse().unwrap())
    );
    let body = response.text().await.unwrap();
    assert!(body.is_ascii() && body.ends_with('\n'), "{body}");
    body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
