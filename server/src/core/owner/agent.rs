//! Agents: who answers, and how.

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, TeamId};

use super::model_options::ModelOptions;
use crate::core::{error::Error, i18n::translate};

use crate::core::conversation::tool::{Tool, mcp::McpServer};

/// An agent: it answers the visitors of widgets.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentProfile {
    /// Its id.
    pub id: AgentId,
    /// The team it belongs to.
    pub team_id: TeamId,
    /// Its name, as visitors see it.
    pub name: String,
    /// Its behavior: kind, model, prompts and tools.
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

/// The behavior of an agent; secrets are named by reference and kept in the server's configuration.
#[derive(Clone, PartialEq, Debug)]
pub enum AgentSpec {
    /// Answers from its documents, without a model.
    Knowledge {
        /// Replies instead of the built-in texts.
        replies: Box<Replies>,
        /// Groups of words, or of several in a row, that mean the same to visitors: at most 200 groups of 2 to 20, each of
        /// 1 to 60 characters.
        synonyms: Vec<Vec<String>>,
    },
    /// Answers with a language model.
    Llm {
        /// The provider's protocol: `openai`, `anthropic`, `gemini`, `ollama` …: genai's adapter names, at most 64
        /// characters; kept in lower case.
        provider: String,
        /// The model's name, as the provider spells it, at most 200 characters.
        model: String,
        /// The service's address for anything OpenAI-shaped; the provider's own when absent.
        base_url: Option<String>,
        /// The name of the secret in the server's configuration that holds the API key.
        api_key: Option<String>,
        /// The system prompt, at most 20,000 characters.
        system_prompt: String,
        /// Most tokens of history sent along, at most 1,000,000.
        history_tokens: u32,
        /// Most tokens of an answer, 1 to 32,768.
        max_output_tokens: u32,
        /// Put the best passages of the agent's documents before the question.
        use_knowledge: bool,
        /// Tools the model may call before it answers: at most 16.
        tools: Vec<Tool>,
        /// Servers of the Model Context Protocol whose tools the model may use: at most 4.
        mcp_servers: Vec<McpServer>,
        /// Options of requests to the model.
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
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Replies {
    /// To a greeting.
    pub hello: Option<String>,
    /// To a farewell.
    pub bye: Option<String>,
    /// To thanks.
    pub thanks: Option<String>,
    /// To "How are you?".
    pub how_are_you: Option<String>,
    /// To "Who are you?".
    pub who_are_you: Option<String>,
    /// To "What can you do?".
    pub what_can_you_do: Option<String>,
    /// To "Are you a bot?".
    pub are_you_a_bot: Option<String>,
    /// To somebody who wants a person.
    pub want_a_person: Option<String>,
    /// Above questions that may have been meant, when it is not sure.
    pub unsure: Option<String>,
    /// When its documents say nothing about it.
    pub unknown: Option<String>,
}

impl Replies {
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

#[cfg(test)]
mod tests {
    use parlor_shared::owner::agent_spec::AgentSpecBody;

    use super::*;

    fn knowledge(spec: serde_json::Value) -> Result<AgentSpec, serde_json::Error> {
        serde_json::from_value::<AgentSpecBody>(spec).map(Into::into)
    }

    #[test]
    fn a_whole_number_may_have_a_decimal_point() {
        let spec = |tokens: f64| {
            knowledge(
                serde_json::json!({"kind": "llm", "provider": "openai", "model": "m", "max_output_tokens": tokens,
                "options": {"silence_seconds": 9.0, "seed": 7.0}}),
            )
        };
        let read = spec(20.0).unwrap();
        assert!(matches!(read, AgentSpec::Llm { max_output_tokens: 20, ref options, .. } if options.seed == Some(7)));
        assert!(spec(20.5).is_err() && spec(-1.0).is_err() && spec(1e10).is_err());
    }

    #[test]
    fn an_owners_words_have_limits_and_known_names() {
        let plain = knowledge(serde_json::json!({"kind": "knowledge"})).unwrap();
        assert_eq!(plain, AgentSpec::knowledge());
        assert_eq!(serde_json::to_value(AgentSpecBody::from(plain)).unwrap(), serde_json::json!({"kind": "knowledge"}));
        let own =
            serde_json::json!({"kind": "knowledge", "replies": {"hello": "Ahoy!"}, "synonyms": [["kettle", "boiler"]]});
        let spec = knowledge(own.clone()).unwrap();
        assert_eq!(spec.check(), Ok(()));
        assert_eq!(serde_json::to_value(AgentSpecBody::from(spec)).unwrap(), own);
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
