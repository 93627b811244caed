//! Agents' behavior, as owners read and write it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::whole;

/// The behavior of an agent; secrets are named by reference and kept in the server's configuration.
// `{}`: only so are unknown fields refused where there are none at all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AgentSpec))]
pub enum AgentSpecBody {
    /// Answers from its documents, without a model.
    Knowledge {
        /// Replies instead of the built-in texts.
        #[serde(default, skip_serializing_if = "RepliesBody::is_empty")]
        replies: Box<RepliesBody>,
        /// Groups of words, or of several in a row, that mean the same to visitors: at most 200 groups of 2 to 20, each of
        /// 1 to 60 characters.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(max_items = 200))]
        synonyms: Vec<Vec<String>>,
    },
    /// Answers with a language model.
    Llm {
        /// The provider's protocol: `openai`, `anthropic`, `gemini`, `ollama` …: genai's adapter names, at most 64
        /// characters; kept in lower case.
        #[serde(deserialize_with = "lower_case")]
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "[^\\s\\x85]"))]
        provider: String,
        /// The model's name, as the provider spells it, at most 200 characters.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, pattern = "[^\\s\\x85]"))]
        model: String,
        /// The service's address for anything OpenAI-shaped; the provider's own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base_url: Option<String>,
        /// The name of the secret in the server's configuration that holds the API key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        api_key: Option<String>,
        /// The system prompt, at most 20,000 characters.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(max_length = 20000))]
        system_prompt: String,
        /// Most tokens of history sent along, at most 1,000,000.
        #[serde(default = "history_tokens", deserialize_with = "whole::required")]
        #[cfg_attr(feature = "openapi", schema(maximum = 1_000_000))]
        history_tokens: u32,
        /// Most tokens of an answer, 1 to 32,768.
        #[serde(default = "max_output_tokens", deserialize_with = "whole::required")]
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 32768))]
        max_output_tokens: u32,
        /// Put the best passages of the agent's documents before the question.
        #[serde(default)]
        use_knowledge: bool,
        /// Tools the model may call before it answers: at most 16.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(max_items = 16))]
        tools: Vec<ToolBody>,
        /// Servers of the Model Context Protocol whose tools the model may use: at most 4.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(max_items = 4))]
        mcp_servers: Vec<McpServerBody>,
        /// Options of requests to the model.
        #[serde(default, skip_serializing_if = "ModelOptionsBody::is_default")]
        options: Box<ModelOptionsBody>,
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

/// Replies of an agent that answers from its documents, where nothing is asked of them; each at most 2,000 characters of Markdown.
/// An absent one is replaced by the built-in text in the visitor's language.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Replies))]
pub struct RepliesBody {
    /// To a greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub hello: Option<String>,
    /// To a farewell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub bye: Option<String>,
    /// To thanks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub thanks: Option<String>,
    /// To "How are you?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub how_are_you: Option<String>,
    /// To "Who are you?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub who_are_you: Option<String>,
    /// To "What can you do?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub what_can_you_do: Option<String>,
    /// To "Are you a bot?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub are_you_a_bot: Option<String>,
    /// To somebody who wants a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub want_a_person: Option<String>,
    /// Above questions that may have been meant, when it is not sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub unsure: Option<String>,
    /// When its documents say nothing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub unknown: Option<String>,
}

impl RepliesBody {
    /// None is there.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An HTTP endpoint of the owner that a model may call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Tool))]
pub struct ToolBody {
    /// Name the model uses: 1 to 64 of `A–Z a–z 0–9 _ -`, unique in its agent.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$"))]
    pub name: String,
    /// Description for the model of the tool's purpose and use; 1 to 1,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1000, pattern = "[^\\s\\x85]"))]
    pub description: String,
    /// JSON Schema of the arguments, an object; at most 16 KiB, without references to other documents, and of limited
    /// cost: at most 1,000 schemas apply to one value, references followed.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub parameters: Value,
    /// Address to which calls are sent, by `POST`.
    pub url: String,
    /// The name of one of the server's secrets, which signs the requests (Standard Webhooks); not signed when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A server of the Model Context Protocol, asked by streamable HTTP.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = McpServer))]
pub struct McpServerBody {
    /// Its address.
    pub url: String,
    /// The name of one of the server's secrets, which is sent as the bearer token; none is sent when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The names of the tools the agent may use, at most 64; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 64))]
    pub tools: Option<Vec<String>>,
}

/// Options of requests to a model. Each may be absent; then the service decides, or the server's own values hold.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ModelOptions))]
pub struct ModelOptionsBody {
    /// The field that limits an answer's tokens, for `openai`. When absent `max_completion_tokens` at the provider's own
    /// address and `max_tokens` elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_parameter: Option<TokenParameterName>,
    /// Sampling temperature, 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 2))]
    pub temperature: Option<f64>,
    /// Nucleus sampling: the probability mass it chooses from, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1))]
    pub top_p: Option<f64>,
    /// Texts that end an answer: at most 4 of 1 to 100 characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 4))]
    pub stop: Vec<String>,
    /// The same seed makes the same answer likelier, at most 2^53 − 1.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    #[cfg_attr(feature = "openapi", schema(maximum = 9_007_199_254_740_991_i64))]
    pub seed: Option<u64>,
    /// Further headers: at most 16, values of up to 1,000 visible ASCII characters. None that carries a secret or frames the
    /// request.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Further fields of the request's body, at most 16 KiB; for `openai` a field that is `null` is left out. None that says
    /// what is asked (`model`, `messages`, `tools` …).
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub body: Map<String, Value>,
    /// The wait for the first piece of an answer, 1 to 600 seconds. 30 when absent.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 600))]
    pub first_token_seconds: Option<u32>,
    /// The longest pause within an answer, 1 to 600 seconds. 30 when absent.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 600))]
    pub silence_seconds: Option<u32>,
    /// True when comments and pings of a service count as silence.
    #[serde(skip_serializing_if = "is_false")]
    pub keep_alives_are_silence: bool,
    /// True when answers start inside the model's thoughts, of which only the end is marked (`</think>`): some servers say the
    /// opening tag for the model.
    #[serde(skip_serializing_if = "is_false")]
    pub starts_thinking: bool,
}

/// The field that limits an answer's tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TokenParameter))]
pub enum TokenParameterName {
    /// `max_tokens`, which nearly all services know.
    MaxTokens,
    /// `max_completion_tokens`, which OpenAI's newer models ask for.
    MaxCompletionTokens,
}

impl ModelOptionsBody {
    /// True when nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
