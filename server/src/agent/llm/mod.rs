//! Answers with a language model.
//!
//! Two ways lead to a model, and both give the same events, the same errors and the same deadlines:
//!
//! - `openai`: a client of our own for the chat completions protocol, which OpenAI, Ollama, vLLM, llama.cpp and most
//!   gateways speak, each in its own way: what is harmless is taken, what is not is refused. What can go wrong on a wire is
//!   told apart byte by byte (a line that never ends, a comment that only keeps the connection open, an answer cut before
//!   its end, half a UTF-16 pair), and a library that hides the bytes cannot do that.
//! - every other provider (`anthropic`, `gemini`, `cohere` …): the `genai` crate, which knows their protocols, inside
//!   the same outer deadlines, caps and circuit breaker.
//!
//! A service is asked again only before its first word: once when nothing listened, the connection closed without a
//! response, or a gateway answered 502; twice, after a wait, when it is busy (429, 503). When a question does not fit the model, the
//! history is dropped and the question asked once more; when a service refuses a question with pictures, it is asked
//! once more without. Nothing a service says about an error, and no key, reaches an error or the log.

mod calls;
mod chunk;
mod fence;
mod genai;
mod lenient_json;
mod mcp;
mod mcp_lists;
mod messages;
mod model;
mod openai;
mod parts;
mod prompt;
mod request;
mod tools;
mod torn_frames;
mod turns;
mod window;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use futures_util::stream::BoxStream;
use parlor_shared::widget::Finish;

use super::upstream::{Again, Output, ServiceRefusal, Watch, work};
use crate::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, McpOffer, Question},
        agent_problem::AgentProblem,
        tool::mcp::McpServer,
    },
    owner::agent::AgentSpec,
};
use mcp::McpTools;
pub use mcp_lists::McpLists;
use model::{Model, ModelOutcome};
pub use parts::LlmParts;
use prompt::Prompt;
use tools::{ROUNDS, Toolbox};

/// The provider whose protocol is spoken without a library.
const OPENAI: &str = "openai";
/// The most retries of a busy service.
const WAITS: u32 = 2;

/// Answers with a language model, as [`AgentSpec::Llm`] says.
#[derive(Clone)]
pub struct Llm {
    parts: LlmParts,
}

impl Llm {
    /// An agent for every profile of this kind.
    pub fn new(parts: LlmParts) -> Self {
        Self { parts }
    }

    /// Asks these servers anew for their tools.
    pub async fn mcp_offers(&self, servers: &[McpServer]) -> Vec<McpOffer> {
        mcp::offers(&self.parts, servers).await
    }

    fn model(&self, question: &Question) -> Result<Model, ServiceRefusal> {
        let spec = &question.profile.spec;
        let AgentSpec::Llm { provider, model, base_url, api_key, max_output_tokens, tools, options, .. } = spec else {
            return Err(AgentError::Misconfigured.into());
        };
        let key = match api_key {
            None => None,
            Some(name) => Some(self.parts.secrets.get(name).cloned().ok_or_else(|| {
                tracing::error!(secret = %name, "an agent names a secret the server does not have");
                ServiceRefusal::because(AgentError::Misconfigured, AgentProblem::SecretMissing)
            })?),
        };
        Ok(Model {
            provider: provider.to_lowercase(),
            name: model.clone(),
            base_url: base_url.clone(),
            key,
            max_output_tokens: *max_output_tokens,
            options: options.clone(),
            toolbox: Toolbox {
                tools: tools.clone(),
                mcp: McpTools::default(),
                page: question.page.clone(),
                asked: 0,
                conversation: question.conversation_id.clone(),
                message: question.message_id.clone(),
                permit: question.permit.clone(),
            },
        })
    }
}

impl Agent for Llm {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        let mut model = match self.model(&question) {
            Ok(model) => model,
            Err(refusal) => return refusal.told(),
        };
        let parts = self.parts.clone();
        work(|listener| async move {
            let watch = Watch::start(parts.http.timeouts.patient(&model.options));
            let output = Output::new(listener, model.max_output_tokens).with_fenced_blocks();
            let mut output = output.with_thought_tags(model.options.starts_thinking);
            if let AgentSpec::Llm { mcp_servers, .. } = &question.profile.spec {
                model.toolbox.mcp = McpTools::list(&parts, mcp_servers, &output).await;
            }
            let prompt = prompt::make(&parts, &question, &mut output).await;
            Attempts { parts, model, watch, output }.run(prompt).await
        })
    }
}

/// The attempts at one answer.
struct Attempts {
    parts: LlmParts,
    model: Model,
    watch: Watch,
    output: Output,
}

impl Attempts {
    /// One question is one verdict for the circuit, however often it was asked.
    async fn run(mut self, prompt: Prompt) -> Result<Finish, AgentError> {
        let address = self.model.base_url.as_deref().unwrap_or_default();
        let permit = match self.parts.breakers.enter(&self.model.provider, address) {
            Ok(permit) => permit,
            Err(error) => return self.output.fail(ServiceRefusal::because(error, AgentProblem::LeftAlone)).await,
        };
        let outcome = self.attempts(prompt).await;
        self.output.flush().await;
        let outcome = match outcome {
            Ok(finish) => Ok(finish),
            Err(refusal) => self.output.fail(refusal).await,
        };
        permit.judge(&outcome);
        if let Err(error) = &outcome {
            tracing::warn!(provider = %self.model.provider, model = %self.model.name, %error, "a model did not answer");
        }
        outcome
    }

    async fn attempts(&mut self, mut prompt: Prompt) -> Result<Finish, ServiceRefusal> {
        let (mut retried, mut waited) = (false, 0);
        loop {
            let refusal = match self.once(&prompt).await {
                Ok(ModelOutcome::All(finish)) => return Ok(finish),
                Ok(ModelOutcome::Wants(_)) if prompt.exchanges.len() >= ROUNDS => {
                    return Err(AgentError::Protocol.into());
                }
                Ok(ModelOutcome::Wants(calls)) => {
                    let Self { parts, model, watch, output } = self;
                    output.flush().await;
                    let exchange = model.toolbox.run(parts, calls, watch, output).await?;
                    prompt.exchanges.push(exchange);
                    model.toolbox.permit.another().await?;
                    output.next_round();
                    continue;
                }
                // An answer the service withholds is one that ended so, whether it said it in its answer or instead of one.
                Err(refusal) if refusal.error == AgentError::Withheld => return Ok(Finish::ContentFilter),
                Err(refusal) if self.output.began() => return Err(refusal),
                Err(refusal) => refusal,
            };
            if refusal.error == AgentError::ContextTooLong && !prompt.history.is_empty() {
                prompt.history.clear();
            } else if matches!(refusal.error, AgentError::Upstream | AgentError::Rejected)
                && !prompt.pictures.is_empty()
            {
                // A model that does not look at pictures refuses the request; it is told their names.
                tracing::debug!("a model refused a question with pictures; asking once more without");
                prompt.pictures.clear();
            } else if let Again::Later(asked) = refusal.again
                && waited < WAITS
                && let Some(wait) = self.watch.pause(asked, waited, self.jitter(waited))
            {
                tracing::debug!(?wait, "a model's service is busy; asking again");
                waited += 1;
                tokio::time::sleep(wait).await;
            } else if refusal.again == Again::AtOnce && !std::mem::replace(&mut retried, true) {
                tracing::debug!("a model's service was not there; asking once more");
            } else {
                return Err(refusal);
            }
            self.model.toolbox.permit.another().await?;
        }
    }

    /// Differs from answer to answer.
    fn jitter(&self, nth: u32) -> u8 {
        let mut hash = DefaultHasher::new();
        (&self.model.toolbox.message, nth).hash(&mut hash);
        hash.finish().to_le_bytes()[0]
    }

    async fn once(&mut self, prompt: &Prompt) -> Result<ModelOutcome, ServiceRefusal> {
        let Self { parts, model, watch, output } = self;
        watch.asked();
        let client = parts.http.outbound.lend(model.base_url.as_deref())?;
        let now = parts.clock.now();
        if model.provider == OPENAI {
            openai::answer(client, model, prompt, watch, output, now).await
        } else {
            genai::answer(client, model, prompt, watch, output, now).await
        }
    }
}
