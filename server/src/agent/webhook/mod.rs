//! Asks the owner's own endpoint.
//!
//! A question is a signed `POST` ([Standard Webhooks](https://www.standardwebhooks.com): `webhook-id`,
//! `webhook-timestamp`, `webhook-signature`). The answer comes in one of three forms, told apart by its `Content-Type`:
//! `application/json` (at once), `text/event-stream` (`token`, `block`, `done`) or `text/plain` (as it comes).
//!
//! The endpoint is asked once more at most, and only when nothing listened, the connection closed without a response,
//! or a gateway answered 502 or 503; the `webhook-id` is then the same. Redirects are not followed.

mod reply;
mod sign;
mod text;

use std::{collections::HashMap, sync::Arc};

use futures_util::stream::{self, BoxStream, StreamExt};
use parlor_shared::widget::{Finish, Role};
use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::upstream::{Breakers, Http, Output, Pieces, Refusal, Watch, media_type, refused, transport, work};
use crate::core::{
    agent::{Agent, AgentError, AgentEvent, Given, Question},
    clock::Clock,
    profile::AgentSpec,
};
use sign::Key;

/// The longest answer, in tokens of 8 characters.
const LONGEST: u32 = 32 * 1024;

/// What the agent works with.
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

    fn asking(&self, question: &Question) -> Result<Asking, AgentError> {
        let AgentSpec::Webhook { url, secret } = &question.profile.spec else {
            return Err(AgentError::Misconfigured);
        };
        let key = self.parts.secrets.get(secret).and_then(|text| Key::read(text.expose_secret())).ok_or_else(|| {
            tracing::error!(secret = %secret, "an agent names a signing secret the server does not have, or that is not whsec_ and Base64");
            AgentError::Misconfigured
        })?;
        let body = body(question).to_string();
        Ok(Asking { parts: self.parts.clone(), url: url.clone(), key, id: question.message_id.to_string(), body })
    }
}

impl Agent for Webhook {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        match self.asking(&question) {
            Ok(asking) => work(|listener| async move {
                let watch = Watch::start(asking.parts.http.timeouts);
                asking.run(watch, Output::new(listener, LONGEST)).await
            }),
            Err(error) => stream::iter([Err(error)]).boxed(),
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
        let Given { name, kind, size, now, text, .. } = given;
        json!({ "name": name, "media_type": kind.media_type(), "size": size, "now": now, "text": text })
    });
    json!({
        "message_id": question.message_id,
        "conversation_id": question.conversation_id,
        "text": question.text,
        "attachments": attachments.collect::<Vec<_>>(),
        "history": history.collect::<Vec<_>>(),
        "page_url": question.page_url,
        "page_context": question.page_context,
        "language": question.language,
    })
}

/// One question to one endpoint.
struct Asking {
    parts: WebhookParts,
    url: String,
    key: Key,
    id: String,
    body: String,
}

impl Asking {
    /// One question is one verdict for the circuit, however often it was asked.
    async fn run(&self, mut watch: Watch, mut output: Output) -> Result<Finish, AgentError> {
        let permit = self.parts.breakers.enter("webhook", &self.url)?;
        let mut outcome = self.once(&mut watch, &mut output).await;
        if outcome.is_err_and(|refusal| refusal.again) && !output.began() {
            outcome = self.once(&mut watch, &mut output).await;
        }
        let outcome = outcome.map_err(|refusal| refusal.error);
        permit.judge(&outcome);
        if let Err(error) = &outcome {
            tracing::warn!(%error, "a webhook did not answer");
        }
        outcome
    }

    async fn once(&self, watch: &mut Watch, output: &mut Output) -> Result<Finish, Refusal> {
        watch.asked();
        let response = watch.wait(self.request()?.send()).await?.map_err(|error| transport(&error))?;
        watch.progressed();
        if !response.status().is_success() {
            return Err(refused(response.status(), response.headers()));
        }
        let media_type = media_type(&response)?;
        let pieces = Pieces::new(response);
        match media_type.as_str() {
            "application/json" => Ok(reply::whole(pieces, watch, output).await?),
            "text/event-stream" => Ok(reply::stream(pieces, watch, output).await?),
            "text/plain" => Ok(text::plain(pieces, watch, output).await?),
            _ => Err(AgentError::Protocol.into()),
        }
    }

    fn request(&self) -> Result<reqwest::RequestBuilder, Refusal> {
        let timestamp = self.parts.clock.now().as_second();
        let request = self.parts.http.outbound.request(Method::POST, &self.url)?;
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json, text/plain;q=0.5")
            .header("webhook-id", &self.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", self.key.sign(&self.id, timestamp, &self.body))
            .body(self.body.clone());
        Ok(request)
    }
}
