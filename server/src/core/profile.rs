//! Agents: who answers, and how.

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, TeamId};
use serde::{Deserialize, Serialize};

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

/// How an agent works. Stored as JSON; secrets are named by reference and live in the server's configuration.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AgentSpec {
    /// Answers from indexed documents, without a model.
    Knowledge,
    /// Answers with a language model.
    Llm {
        /// The provider's protocol: `openai`, `anthropic`, `gemini`, `ollama` …: genai's adapter names in lower case.
        provider: String,
        /// The model's name, as the provider spells it.
        model: String,
        /// The service's address for anything OpenAI-shaped; the provider's own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base_url: Option<String>,
        /// The name of the secret in the server's configuration that holds the API key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        api_key: Option<String>,
        /// What the model is told first.
        #[serde(default)]
        system_prompt: String,
        /// Most tokens of history sent along.
        #[serde(default = "history_tokens")]
        history_tokens: u32,
        /// Most tokens of an answer.
        #[serde(default = "max_output_tokens")]
        max_output_tokens: u32,
        /// Put the best passages of the agent's documents before the question.
        #[serde(default)]
        use_knowledge: bool,
        /// What the model may ask on its way to an answer.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tools: Vec<Tool>,
    },
    /// Asks the owner's own endpoint.
    Webhook {
        /// Its address.
        url: String,
        /// The name of the signing secret in the server's configuration (Standard Webhooks).
        secret: String,
    },
    /// Says what a test wrote down.
    Scripted,
}

fn history_tokens() -> u32 {
    6_000
}

fn max_output_tokens() -> u32 {
    2_048
}
