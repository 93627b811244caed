//! Agents: who answers, and how.

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, TeamId};
use serde::{Deserialize, Deserializer, Serialize};

use super::{error::Error, model_options::ModelOptions, translate};

use super::tool::Tool;

/// Who answers.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentProfile {
    /// Its id.
    pub id: AgentId,
    /// Whose.
    pub team_id: TeamId,
    /// Its name, as visitors see it.
    pub name: String,
    /// How it works.
    pub spec: AgentSpec,
    /// Suggestions for a visitor's first message.
    pub starter_prompts: Vec<String>,
    /// BCP 47; used when the visitor's language is not known.
    pub language: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Bytes of text that make a token, roughly, in most languages and models.
const BYTES_PER_TOKEN: usize = 4;
/// Characters of a system prompt.
const LONGEST_PROMPT: usize = 20_000;

impl AgentProfile {
    /// Refuses what is too long, too much or not what it should be. Whom it may ask is for `policy::agents` to judge.
    pub fn check(&self) -> Result<(), Error> {
        if !within(&self.name, 120) {
            return Err(invalid("name", "1 to 120 characters"));
        }
        if self.starter_prompts.len() > 10 || !self.starter_prompts.iter().all(|prompt| within(prompt, 120)) {
            return Err(invalid("starter_prompts", "at most 10 of 1 to 120 characters"));
        }
        if !translate::is_tag(&self.language) {
            return Err(invalid("language", "a BCP 47 language tag"));
        }
        self.spec.check()
    }

    /// The most tokens that one request to it is likely to cost; they are reserved until it is known. Nothing for agents
    /// that are no language model.
    pub fn reserved_tokens(&self) -> u64 {
        let AgentSpec::Llm { system_prompt, history_tokens, max_output_tokens, .. } = &self.spec else { return 0 };
        let prompt = u64::try_from(system_prompt.len() / BYTES_PER_TOKEN).unwrap_or(u64::MAX);
        prompt.saturating_add(u64::from(*history_tokens)).saturating_add(u64::from(*max_output_tokens))
    }
}

/// How an agent works. Stored as JSON; secrets are named by reference and live in the server's configuration.
// `{}`: only so are unknown fields refused where there are none at all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AgentSpec {
    /// Answers from its documents, without a model.
    Knowledge {},
    /// Answers with a language model.
    Llm {
        /// The provider's protocol: `openai`, `anthropic`, `gemini`, `ollama` …: genai's adapter names, at most 64
        /// characters; kept in lower case.
        #[serde(deserialize_with = "lower_case")]
        #[schema(min_length = 1, max_length = 64, pattern = "\\S")]
        provider: String,
        /// The model's name, as the provider spells it, at most 200 characters.
        #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
        model: String,
        /// The service's address for anything OpenAI-shaped; the provider's own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base_url: Option<String>,
        /// The name of the secret in the server's configuration that holds the API key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        api_key: Option<String>,
        /// What the model is told first, at most 20,000 characters.
        #[serde(default)]
        #[schema(max_length = 20000)]
        system_prompt: String,
        /// Most tokens of history sent along, at most 1,000,000.
        #[serde(default = "history_tokens")]
        #[schema(maximum = 1_000_000)]
        history_tokens: u32,
        /// Most tokens of an answer, 1 to 32,768.
        #[serde(default = "max_output_tokens")]
        #[schema(minimum = 1, maximum = 32768)]
        max_output_tokens: u32,
        /// Put the best passages of the agent's documents before the question.
        #[serde(default)]
        use_knowledge: bool,
        /// What the model may ask on its way to an answer: at most 16 tools.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schema(max_items = 16)]
        tools: Vec<Tool>,
        /// How the model is asked, where its service is particular.
        #[serde(default, skip_serializing_if = "ModelOptions::is_default")]
        options: Box<ModelOptions>,
    },
    /// Asks the owner's own endpoint.
    Webhook {
        /// Its address.
        url: String,
        /// The name of the signing secret in the server's configuration (Standard Webhooks).
        secret: String,
    },
    /// Says what a test wrote down: shown, never taken.
    Scripted {},
}

impl AgentSpec {
    fn check(&self) -> Result<(), Error> {
        let Self::Llm { provider, model, system_prompt, history_tokens, max_output_tokens, options, .. } = self else {
            return Ok(());
        };
        if !within(provider, 64) || !within(model, 200) {
            return Err(invalid("spec.model", "a provider of at most 64 and a model of at most 200 characters"));
        }
        if system_prompt.chars().count() > LONGEST_PROMPT {
            return Err(invalid("spec.system_prompt", "at most 20,000 characters"));
        }
        if *history_tokens > 1_000_000 || !(1..=32_768).contains(max_output_tokens) {
            return Err(invalid("spec.max_output_tokens", "history to 1,000,000 tokens, answers 1 to 32,768"));
        }
        options.check()
    }
}

fn within(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most
}

const fn invalid(field: &'static str, reason: &'static str) -> Error {
    Error::Invalid { field, reason }
}

fn lower_case<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(String::deserialize(deserializer)?.to_lowercase())
}

fn history_tokens() -> u32 {
    6_000
}

fn max_output_tokens() -> u32 {
    2_048
}
