//! Agents: who answers, and how.

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, TeamId};
use serde::{Deserialize, Deserializer, Serialize};

use super::{error::Error, model_options::ModelOptions, translate};

use super::tool::{Tool, mcp::McpServer};

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
/// Characters of a reply.
const LONGEST_REPLY: usize = 2_000;
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
    Knowledge {
        /// Replies instead of the built-in texts.
        #[serde(default, skip_serializing_if = "Replies::is_empty")]
        replies: Box<Replies>,
        /// Groups of words, or of several in a row, that mean the same to whoever asks: at most 200 groups of 2 to 20, each of
        /// 1 to 60 characters.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schema(max_items = 200)]
        synonyms: Vec<Vec<String>>,
    },
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
        /// Servers of the Model Context Protocol whose tools the model may use: at most 4.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schema(max_items = 4)]
        mcp_servers: Vec<McpServer>,
        /// Options of requests to the model.
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

/// Replies of an agent that answers from its documents, where nothing is asked of them; each at most 2,000 characters of Markdown.
/// An absent one is replaced by the built-in text in the visitor's language.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Replies {
    /// To a greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub hello: Option<String>,
    /// To a farewell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub bye: Option<String>,
    /// To thanks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub thanks: Option<String>,
    /// To "How are you?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub how_are_you: Option<String>,
    /// To "Who are you?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub who_are_you: Option<String>,
    /// To "What can you do?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub what_can_you_do: Option<String>,
    /// To "Are you a bot?".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub are_you_a_bot: Option<String>,
    /// To somebody who wants a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub want_a_person: Option<String>,
    /// Above questions that may have been meant, when it is not sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub unsure: Option<String>,
    /// When its documents say nothing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub unknown: Option<String>,
}

impl Replies {
    /// None is there.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        [
            &self.hello,
            &self.bye,
            &self.thanks,
            &self.how_are_you,
            &self.who_are_you,
            &self.what_can_you_do,
            &self.are_you_a_bot,
            &self.want_a_person,
            &self.unsure,
            &self.unknown,
        ]
        .into_iter()
        .flatten()
    }
}

impl AgentSpec {
    /// An agent that answers from its documents, with the built-in replies.
    pub fn knowledge() -> Self {
        Self::Knowledge { replies: Box::default(), synonyms: Vec::new() }
    }

    fn check(&self) -> Result<(), Error> {
        if let Self::Knowledge { replies, synonyms } = self {
            return check_words(replies, synonyms);
        }
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

fn check_words(replies: &Replies, synonyms: &[Vec<String>]) -> Result<(), Error> {
    if !replies.all().all(|reply| within(reply, LONGEST_REPLY)) {
        return Err(invalid("spec.replies", "each 1 to 2,000 characters"));
    }
    let sound = |group: &Vec<String>| (2..=20).contains(&group.len()) && group.iter().all(|said| within(said, 60));
    if synonyms.len() > 200 || !synonyms.iter().all(sound) {
        return Err(invalid("spec.synonyms", "at most 200 groups of 2 to 20, each of 1 to 60 characters"));
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn knowledge(spec: serde_json::Value) -> Result<AgentSpec, serde_json::Error> {
        serde_json::from_value(spec)
    }

    #[test]
    fn an_owners_words_have_limits_and_known_names() {
        let plain = knowledge(serde_json::json!({"kind": "knowledge"})).unwrap();
        assert_eq!(plain, AgentSpec::knowledge());
        assert_eq!(serde_json::to_value(&plain).unwrap(), serde_json::json!({"kind": "knowledge"}));
        let own =
            serde_json::json!({"kind": "knowledge", "replies": {"hello": "Ahoy!"}, "synonyms": [["kettle", "boiler"]]});
        let spec = knowledge(own.clone()).unwrap();
        assert_eq!((spec.check(), serde_json::to_value(&spec).unwrap()), (Ok(()), own));
        assert!(knowledge(serde_json::json!({"kind": "knowledge", "replies": {"helo": "Ahoy!"}})).is_err());
        let long = "x".repeat(2_001);
        for bad in [
            serde_json::json!({"kind": "knowledge", "replies": {"hello": " "}}),
            serde_json::json!({"kind": "knowledge", "replies": {"unknown": long}}),
            serde_json::json!({"kind": "knowledge", "synonyms": [["alone"]]}),
            serde_json::json!({"kind": "knowledge", "synonyms": [["kettle", ""]]}),
            serde_json::json!({"kind": "knowledge", "synonyms": vec![["a", "b"]; 201]}),
        ] {
            assert!(knowledge(bad.clone()).unwrap().check().is_err(), "{bad}");
        }
    }
}
