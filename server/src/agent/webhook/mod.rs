//! Asks the owner's own endpoint.
//!
//! A question is a signed `POST` ([Standard Webhooks](https://www.standardwebhooks.com): `webhook-id`,
//! `webhook-timestamp`, `webhook-signature`). The answer comes in one of three forms, told apart by its `Content-Type`:
//! `application/json` (at once), `text/event-stream` (`token`, `block`, `done`) or `text/plain` (as it comes).
//!
//! The endpoint is asked once more at most, and only when nothing listened, the connection closed without a response,
//! or a gateway answered 502 or 503; the `webhook-id` is then the same. Redirects are not followed.
//!
//! If the page lends tools, the question names them. An endpoint that wants some says so (`tool_calls`, or the event
//! `tool_call`) and is asked again with all results, five times at most. A call with a result is one it made itself, and
//! only told.

mod reply;
mod text;

use std::{collections::HashMap, sync::Arc};

use futures_util::stream::BoxStream;
use parlor_shared::widget::{Finish, Role};
use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::upstream::{
    Again, Breakers, Http, Key, Output, Pieces, ServiceRefusal, Watch, media_type, page, refused, transport, work,
};
use crate::core::{
    clock::Clock,
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, AgentFile, Question},
        agent_problem::AgentProblem,
        tool::page::{Outcome, PageTools},
    },
    owner::agent::AgentSpec,
    page_url::PageUrl,
    security::budget::service::Permit,
};
use reply::{Call, Said};

/// Maximum number of rounds of tool calls before an endpoint has to answer.
const ROUNDS: usize = 5;
/// The longest answer, in tokens of 8 characters.
const LONGEST: u32 = 32 * 1024;

/// The agent's dependencies.
#[derive(Clone)]
pub struct WebhookParts {
    /// The connections, and how long endpoints may take.
    pub http: Http,
    /// Signing secrets (`whsec_…`) by the names agents use.
    pub secrets: Arc<HashMap<String, SecretString>>,
    /// For the time in signatures.
    pub clock: Arc<dyn Clock>,
    /// The circuits; share them among agents.
    pub breakers: Breakers,
}

/// Asks the owner's own endpoint, as [`AgentSpec::Webhook`] says.
#[derive(Clone)]
pub struct Webhook {
    parts: WebhookParts,
}

impl Webhook {
    /// An agent for every profile of this kind.
    pub fn new(parts: WebhookParts) -> Self {
        Self { parts }
    }

    fn asking(&self, question: &Question) -> Result<Asking, ServiceRefusal> {
        let AgentSpec::Webhook { url, secret } = &question.profile.spec else {
            return Err(AgentError::Misconfigured.into());
        };
        let known = self.parts.secrets.get(secret);
        let key = known.and_then(|text| Key::read(text.expose_secret())).ok_or_else(|| {
            tracing::error!(secret = %secret, "an agent names a signing secret the server does not have, or that is not whsec_ and Base64");
            let problem = if known.is_some() { AgentProblem::SecretNotAKey } else { AgentProblem::SecretMissing };
            ServiceRefusal::because(AgentError::Misconfigured, problem)
        })?;
        Ok(Asking {
            parts: self.parts.clone(),
            url: url.clone(),
            key,
            id: question.message_id.to_string(),
            body: body(question),
            page: question.page.clone(),
            permit: question.permit.clone(),
            results: Vec::new(),
            round: 0,
        })
    }
}

impl Agent for Webhook {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        match self.asking(&question) {
            Ok(mut asking) => work(|listener| async move {
                let watch = Watch::start(asking.parts.http.timeouts);
                asking.run(watch, Output::new(listener, LONGEST)).await
            }),
            Err(refusal) => refusal.told(),
        }
    }
}

fn body(question: &Question) -> Value {
    let history = question.history.iter().map(|said| {
        let role = match said.role {
            Role::User => "user",
            Role::Agent => "agent",
        };
        json!({ "role": role, "text": said.text })
    });
    let attachments = question.attachments.iter().map(|given| {
        let AgentFile { name, kind, size, now, text, .. } = given;
        json!({ "name": name, "media_type": kind.media_type(), "size": size, "now": now, "text": text })
    });
    let mut body = json!({
        "message_id": question.message_id,
        "conversation_id": question.conversation_id,
        "text": question.text,
        "attachments": attachments.collect::<Vec<_>>(),
        "history": history.collect::<Vec<_>>(),
        "page_url": question.page_url.as_ref().map(PageUrl::as_str),
        "page_context": question.page_context,
        "language": question.language,
        "visitor_name": question.visitor_name,
    });
    if let Some(form) = &question.form {
        body["form"] = json!({ "id": form.id, "message_id": form.message_id, "values": form.values });
    }
    let tools = question.page.tools().iter();
    let tools: Vec<_> = tools
        .map(|tool| json!({ "name": tool.name, "description": tool.description, "parameters": tool.parameters }))
        .collect();
    if !tools.is_empty() {
        body["tools"] = tools.into();
    }
    body
}

/// One question to one endpoint.
struct Asking {
    parts: WebhookParts,
    url: String,
    key: Key,
    id: String,
    body: Value,
    page: PageTools,
    /// Counts each further request.
    permit: Permit,
    /// The outcomes of the calls so far, for the endpoint.
    results: Vec<Value>,
    /// Number of rounds in which it asked for tools.
    round: usize,
}

/// True when asking once more may help. An endpoint that limits us is not asked again: it is the owner's own.
fn may_help(refusal: &ServiceRefusal) -> bool {
    refusal.again != Again::Never && refusal.error == AgentError::Unavailable
}

impl Asking {
    /// One question is one verdict for the circuit, however often it was asked.
    async fn run(&mut self, mut watch: Watch, mut output: Output) -> Result<Finish, AgentError> {
        let permit = match self.parts.breakers.enter("webhook", &self.url) {
            Ok(permit) => permit,
            Err(error) => return output.fail(ServiceRefusal::because(error, AgentProblem::LeftAlone)).await,
        };
        let outcome = match self.rounds(&mut watch, &mut output).await {
            Ok(finish) => Ok(finish),
            Err(refusal) => output.fail(refusal).await,
        };
        permit.judge(&outcome);
        if let Err(error) = &outcome {
            tracing::warn!(%error, "a webhook did not answer");
        }
        outcome
    }

    async fn rounds(&mut self, watch: &mut Watch, output: &mut Output) -> Result<Finish, ServiceRefusal> {
        loop {
            let mut outcome = self.once(watch, output).await;
            if outcome.as_ref().is_err_and(may_help) && !output.began() {
                self.permit.another().await?;
                outcome = self.once(watch, output).await;
            }
            match outcome? {
                Said::All(finish) => return Ok(finish),
                Said::Wants(_) if self.round >= ROUNDS => return Err(AgentError::Protocol.into()),
                Said::Wants(calls) => {
                    self.use_tools(calls, watch, output).await;
                    self.permit.another().await?;
                }
            }
        }
    }

    /// Asks the page for each; what goes wrong is told to the endpoint.
    async fn use_tools(&mut self, calls: Vec<Call>, watch: &mut Watch, output: &Output) {
        self.round += 1;
        for Call { id, name, args, .. } in calls {
            let nth = u32::try_from(self.results.len() + 1).unwrap_or(u32::MAX);
            let asked = match self.page.find(&name) {
                Some(tool) => page::ask(&self.page, tool, args, nth, watch, output).await,
                None => Err("there is no such tool".into()),
            };
            self.results.push(match asked {
                Ok(Outcome::Result(result)) => json!({ "id": id, "name": name, "result": result }),
                Ok(Outcome::Error(error)) | Err(error) => json!({ "id": id, "name": name, "error": error }),
            });
        }
    }

    /// Each round is a request of its own to a receiver that compares ids.
    fn request_id(&self) -> String {
        if self.round == 0 { self.id.clone() } else { format!("{}.{}", self.id, self.round) }
    }

    async fn once(&self, watch: &mut Watch, output: &mut Output) -> Result<Said, ServiceRefusal> {
        watch.asked();
        let response = watch.wait(self.request()?.send()).await?.map_err(|error| transport(&error))?;
        watch.progressed();
        if !response.status().is_success() {
            return Err(refused(response.status(), response.headers(), self.parts.clock.now()));
        }
        let odd = |error| ServiceRefusal::because(error, AgentProblem::MediaType);
        let media_type = media_type(&response).map_err(odd)?;
        let pieces = Pieces::new(response);
        let said = match media_type.as_str() {
            "application/json" => reply::whole(pieces, watch, &self.page, output).await,
            "text/event-stream" => reply::stream(pieces, watch, &self.page, output).await,
            "text/plain" => text::plain(pieces, watch, output).await.map(Said::All),
            "text/html" => return Err(ServiceRefusal::because(AgentError::Protocol, AgentProblem::WebPage)),
            _ => return Err(odd(AgentError::Protocol)),
        };
        said.map_err(|error| match error {
            AgentError::Protocol => ServiceRefusal::because(error, AgentProblem::MalformedReply),
            error => error.into(),
        })
    }

    fn request(&self) -> Result<reqwest::RequestBuilder, ServiceRefusal> {
        let timestamp = self.parts.clock.now().as_second();
        let (id, mut body) = (self.request_id(), self.body.clone());
        if self.round > 0 {
            body["tool_results"] = self.results.clone().into();
        }
        let body = body.to_string();
        let request = self.parts.http.outbound.request(Method::POST, &self.url)?;
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json, text/plain;q=0.5")
            .header("webhook-id", &id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", self.key.sign(&id, timestamp, &body))
            .body(body);
        Ok(request)
    }
}
