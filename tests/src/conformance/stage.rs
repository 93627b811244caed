//! A widget of the kit's own, for what costs answers or needs an agent that fails: what every page calls that.
//!
//! Its agent knows nothing at first, and asks no model: hundreds of answers are free. Then it asks a model's service
//! that the kit brings along, on this machine, which refuses every question.

use anyhow::{Context, Result};
use axum::{Router, extract::Path, http::StatusCode, routing::post};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::AbortHandle};

use super::{Credentials, caty, chatbotkit, check::expect, glozr, kit::Kit, limits, nexon, nodeloom};

const AGENTS: &str = "POST /api/teams/{teamId}/agents";
const AGENT: &str = "PUT /api/teams/{teamId}/agents/{id}";
const WIDGETS: &str = "POST /api/teams/{teamId}/widgets";
const KEYS: &str = "POST …/widgets/{id}/keys/{kind}/regenerate";

/// A way to give no answer.
pub(super) struct Failure {
    /// The status the service refuses with.
    refuses: u16,
    /// The status the pages have for it.
    pub(super) status: u16,
    /// Name of the case in the report.
    pub(super) case: &'static str,
    /// Pages that define a status for it.
    pages: &'static [&'static str],
}

const FAILURES: [Failure; 3] = [
    Failure { refuses: 500, status: 502, case: "502: the agent fails", pages: &ALL },
    Failure { refuses: 504, status: 504, case: "504: the agent is too slow", pages: &ALL },
    Failure { refuses: 429, status: 503, case: "503: the agent is busy", pages: &[chatbotkit::PAGE] },
];
const ALL: [&str; 5] = [nexon::PAGE, caty::PAGE, glozr::PAGE, nodeloom::PAGE, chatbotkit::PAGE];

/// Everything that is tried on a widget of the kit's own.
pub(super) async fn run(kit: &mut Kit, port: u16) -> Result<()> {
    let service = Service::listen(port).await?;
    let Some((widget, agent)) = set(kit).await else { return Ok(()) };
    let own = std::mem::replace(&mut kit.credentials, widget);
    limits::budget(kit).await;
    for failure in FAILURES {
        for page in failure.pages {
            // An address of its own for each page: a service that fails often is left alone for a while.
            let address = format!("http://localhost:{port}/{}/{}", failure.refuses, page.to_lowercase());
            kit.page(page);
            if asks(kit, &agent, &address).await {
                no_answer(kit, page, &failure).await;
            } else {
                not_reachable(kit, page, &failure, port);
            }
        }
    }
    kit.credentials = own;
    drop(service);
    Ok(())
}

/// A new widget and the id of its new agent.
async fn set(kit: &mut Kit) -> Option<(Credentials, String)> {
    kit.page("Parlor");
    let agent = json!({"name": "Conformance", "spec": {"kind": "knowledge"}});
    let request = kit.team(Method::POST, "/agents").json(&agent);
    let agent = kit.check(AGENTS, "201: an agent that knows nothing", request, expect(201)).await.at("/id");
    let widget = json!({"name": "Conformance", "workflowId": agent});
    let request = kit.team(Method::POST, "/widgets").json(&widget);
    let widget = kit.check(WIDGETS, "201: a widget with it", request, expect(201)).await.at("/id");
    let request = kit.team(Method::POST, &format!("/widgets/{widget}/keys/key/regenerate"));
    let keys = kit.check(KEYS, "200: the widget's keys", request, expect(200)).await;
    kit.agents_made.extend((!agent.is_empty()).then(|| agent.clone()));
    kit.made.extend((!widget.is_empty()).then(|| widget.clone()));
    let credentials = Credentials {
        widget_id: widget,
        widget_key: keys.at("/key"),
        embed_token: keys.at("/embed_token"),
        api_key: keys.at("/caty_key"),
        ..kit.credentials.clone()
    };
    (keys.status == 200).then_some((credentials, agent))
}

/// Lets the agent ask a model at this address; whether the server allows it.
async fn asks(kit: &mut Kit, agent: &str, address: &str) -> bool {
    let spec = json!({"kind": "llm", "provider": "openai", "model": "conformance", "base_url": address});
    let request = kit.team(Method::PUT, &format!("/agents/{agent}")).json(&json!({"spec": spec}));
    let answer = kit.ask(request).await;
    if !matches!(answer.status, 200 | 400 | 422) {
        kit.judge(AGENT, "200: another model", expect(200).differences(&answer));
    }
    answer.status == 200
}

async fn no_answer(kit: &mut Kit, page: &str, failure: &Failure) {
    match page {
        nexon::PAGE => nexon::no_answer(kit, failure).await,
        caty::PAGE => caty::no_answer(kit, failure).await,
        glozr::PAGE => glozr::no_answer(kit, failure).await,
        nodeloom::PAGE => nodeloom::no_answer(kit, failure).await,
        _ => chatbotkit::no_answer(kit, failure).await,
    }
}

fn not_reachable(kit: &mut Kit, page: &str, failure: &Failure, port: u16) {
    let endpoint = match page {
        nexon::PAGE => nexon::CHAT,
        caty::PAGE => caty::MESSAGE,
        glozr::PAGE => glozr::MESSAGES,
        nodeloom::PAGE => nodeloom::SEND,
        _ => chatbotkit::COMPLETE,
    };
    let needs = format!("a server that lets agents ask this machine: PARLOR_AGENT_ORIGINS=http://localhost:{port}");
    kit.not_reachable(endpoint, failure.case, &needs);
}

/// A model's service that refuses every question, with the status its address begins with.
struct Service(AbortHandle);

impl Service {
    async fn listen(port: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await;
        let listener = listener.with_context(|| format!("port {port} on this machine cannot be listened on"))?;
        let routes = Router::new().route("/{status}/{*rest}", post(refuse));
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self(serving.abort_handle()))
    }
}

async fn refuse(Path((status, _)): Path<(u16, String)>) -> (StatusCode, axum::Json<Value>) {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(json!({"error": {"message": "This service refuses every question."}})))
}

impl Drop for Service {
    fn drop(&mut self) {
        self.0.abort();
    }
}
