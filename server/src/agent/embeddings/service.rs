//! The service that places texts.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use metrics::{counter, describe_counter};
use moka::future::Cache;
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};

use super::{
    vector::Vector,
    wire::{self, InputType, Request},
};
use crate::{
    agent::upstream::{Breakers, Http, Timeouts, Watch, reply},
    core::{clock::Clock, conversation::agent_error::AgentError},
};

const ASKED: &str = "parlor_embeddings_total";
/// A service that failed is left alone by questions for so long.
const REST: Duration = Duration::from_secs(5);
/// Questions whose vectors are kept: chips and openers are asked again and again.
const QUESTIONS: u64 = 1_000;
/// Characters of a question that are placed.
const LONGEST_QUESTION: usize = 2_000;
/// The largest reply about a question, in bytes.
const LARGEST_REPLY: usize = 1 << 20;
/// The largest reply about a batch of passages, in bytes.
const LARGEST_BATCH: usize = 16 << 20;

/// Help texts of the metrics.
pub fn describe_metrics() {
    describe_counter!(
        ASKED,
        "Requests for embeddings, by kind (question, passages) and outcome (done, late, failed, resting)."
    );
}

/// The service's address and the options of its requests.
pub struct EmbeddingsParts {
    /// The connections, and how long a batch of passages may take.
    pub http: Http,
    /// The address before `/embeddings`.
    pub url: String,
    /// The model; empty where the service has only one.
    pub model: String,
    /// The API key.
    pub key: Option<SecretString>,
    /// The prefix of a question.
    pub question_prefix: String,
    /// The prefix of a passage.
    pub passage_prefix: String,
    /// The time a question waits at most.
    pub patience: Duration,
    /// For dates in the service's replies.
    pub clock: Arc<dyn Clock>,
}

impl EmbeddingsParts {
    /// The prefixes that a model was trained with: e5 is told what a text is by `query: ` and `passage: `, others are not.
    pub fn prefixes(model: &str) -> [&'static str; 2] {
        let is_e5 = model.to_ascii_lowercase().contains("e5");
        if is_e5 { ["query: ", "passage: "] } else { [""; 2] }
    }
}

/// A service with OpenAI's protocol.
pub struct Embeddings {
    parts: EmbeddingsParts,
    /// The name of the vectors' space: those of another model, or of texts with another prefix, are not comparable.
    space: String,
    breakers: Breakers,
    questions: Cache<String, Arc<Vector>>,
    /// The service is not told what kind of text it is given: a prefix tells the model, or the service refuses such requests.
    is_untyped: AtomicBool,
}

impl Embeddings {
    /// Nothing is asked yet.
    pub fn new(parts: EmbeddingsParts) -> Self {
        let url = parts.url.trim_end_matches('/');
        let url = url.strip_suffix("/embeddings").unwrap_or(url).trim_end_matches('/').to_owned();
        let space = [parts.model.as_str(), parts.passage_prefix.as_str()].join("|");
        let questions = Cache::builder().max_capacity(QUESTIONS).build();
        let parts = EmbeddingsParts { url, ..parts };
        // A prefix says it already, and some services put it there themselves when they are told the kind.
        let is_untyped = AtomicBool::new(!parts.question_prefix.is_empty() || !parts.passage_prefix.is_empty());
        Self { parts, space, breakers: Breakers::at_once(REST), questions, is_untyped }
    }

    /// The name of the vectors' space.
    pub fn space(&self) -> &str {
        &self.space
    }

    /// The place of a question; `None`, at once or when its time is up, where the service is of no help.
    pub async fn question(&self, text: &str) -> Option<Arc<Vector>> {
        let text: String = text.chars().take(LONGEST_QUESTION).collect();
        if let Some(known) = self.questions.get(&text).await {
            return Some(known);
        }
        let Ok(permit) = self.breakers.enter("embeddings", &self.parts.url) else {
            count("question", "resting");
            return None;
        };
        let texts = [text.as_str()];
        let asked = self.ask(InputType::Query, &texts, LARGEST_REPLY);
        let outcome = tokio::time::timeout(self.parts.patience, asked).await.unwrap_or(Err(AgentError::Timeout));
        match outcome.map(|mut vectors| vectors.pop()) {
            Ok(Some(vector)) => {
                permit.succeeded();
                count("question", "done");
                let vector = Arc::new(vector);
                self.questions.insert(text, Arc::clone(&vector)).await;
                Some(vector)
            }
            Ok(None) => None,
            Err(error) => {
                permit.failed();
                count("question", if error == AgentError::Timeout { "late" } else { "failed" });
                tracing::warn!(%error, "no embedding of a question: words alone are searched for {} s", REST.as_secs());
                None
            }
        }
    }

    /// The places of passages, in their order.
    pub async fn passages(&self, texts: &[&str]) -> Result<Vec<Vector>, AgentError> {
        let outcome = self.ask(InputType::Passage, texts, LARGEST_BATCH).await;
        let word = match &outcome {
            Ok(_) => "done",
            Err(AgentError::Timeout) => "late",
            Err(_) => "failed",
        };
        count("passages", word);
        outcome
    }

    /// Some models are told by a field what a text is, and some services refuse fields they do not know: those are asked
    /// without it from then on.
    async fn ask(&self, kind: InputType, texts: &[&str], most: usize) -> Result<Vec<Vector>, AgentError> {
        if self.is_untyped.load(Ordering::Relaxed) {
            return self.send(kind, texts, false, most).await;
        }
        match self.send(kind, texts, true, most).await {
            Err(AgentError::Rejected) => {
                let outcome = self.send(kind, texts, false, most).await;
                if outcome.is_ok() {
                    self.is_untyped.store(true, Ordering::Relaxed);
                }
                outcome
            }
            outcome => outcome,
        }
    }

    async fn send(&self, kind: InputType, texts: &[&str], typed: bool, most: usize) -> Result<Vec<Vector>, AgentError> {
        let EmbeddingsParts { http, url, model, key, clock, .. } = &self.parts;
        let prefix = match kind {
            InputType::Query => &self.parts.question_prefix,
            InputType::Passage => &self.parts.passage_prefix,
        };
        let input = texts.iter().map(|text| [prefix, *text].concat()).collect();
        let body = Request { model: model.as_str(), input, input_type: typed.then_some(kind) };
        let request = http.outbound.request(Method::POST, &[url, "/embeddings"].concat()).map_err(|refused| {
            tracing::error!("the address of embeddings: {refused}");
            AgentError::Misconfigured
        })?;
        let request = match key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        };
        let watch = Watch::start(http.timeouts);
        let reply = reply(request.json(&body), watch, "application/json", most, clock.now()).await?;
        wire::vectors(&reply, texts.len())
    }
}

/// The time the service may take for a batch of passages.
pub fn timeouts() -> Timeouts {
    Timeouts { first_byte: Duration::from_mins(1), idle: Duration::from_secs(10), ..Timeouts::default() }
}

fn count(kind: &'static str, outcome: &'static str) {
    counter!(ASKED, "kind" => kind, "outcome" => outcome).increment(1);
}
