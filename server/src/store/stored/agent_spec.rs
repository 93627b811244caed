//! Agents' behavior as it is stored: JSON in a column of agents.

use std::collections::BTreeMap;

use parlor_shared::whole;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{
    core::{
        both_ways::{all, both_ways, boxed, option},
        conversation::tool::{Tool, mcp::McpServer},
        owner::{
            agent::{AgentSpec, Replies},
            model_options::{ModelOptions, TokenParameter},
        },
        store::Stored,
    },
    store::json,
};

/// The column's text.
pub(in crate::store) fn write(spec: &AgentSpec) -> Stored<String> {
    json::text(&StoredAgentSpec::from(spec.clone()))
}

/// The behavior of a column.
pub(in crate::store) fn read(column: &str) -> Stored<AgentSpec> {
    Ok(serde_json::from_str::<StoredAgentSpec>(column)?.into())
}

/// A row may hold names that another version knows: they are passed over.
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum StoredAgentSpec {
    Knowledge {
        #[serde(default, skip_serializing_if = "StoredReplies::is_empty")]
        replies: Box<StoredReplies>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        synonyms: Vec<Vec<String>>,
    },
    Llm {
        #[serde(deserialize_with = "lower_case")]
        provider: String,
        model: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base_url: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        api_key: Option<String>,
        #[serde(default)]
        system_prompt: String,
        #[serde(default = "history_tokens", deserialize_with = "whole::required")]
        history_tokens: u32,
        #[serde(default = "max_output_tokens", deserialize_with = "whole::required")]
        max_output_tokens: u32,
        #[serde(default)]
        use_knowledge: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tools: Vec<StoredTool>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mcp_servers: Vec<StoredMcpServer>,
        #[serde(default, skip_serializing_if = "StoredModelOptions::is_default")]
        options: Box<StoredModelOptions>,
    },
    Webhook {
        url: String,
        secret: String,
    },
    Scripted {},
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct StoredReplies {
    #[serde(skip_serializing_if = "Option::is_none")]
    hello: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bye: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thanks: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    how_are_you: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    who_are_you: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_can_you_do: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    are_you_a_bot: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    want_a_person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

impl StoredReplies {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(PartialEq, Serialize, Deserialize)]
struct StoredTool {
    name: String,
    description: String,
    parameters: Value,
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct StoredMcpServer {
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tools: Option<Vec<String>>,
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct StoredModelOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    token_parameter: Option<StoredTokenParameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    seed: Option<u64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    body: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    first_token_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole::option")]
    silence_seconds: Option<u32>,
    #[serde(skip_serializing_if = "is_false")]
    keep_alives_are_silence: bool,
    #[serde(skip_serializing_if = "is_false")]
    starts_thinking: bool,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredTokenParameter {
    MaxTokens,
    MaxCompletionTokens,
}

impl StoredModelOptions {
    fn is_default(&self) -> bool {
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

both_ways! {
    enum StoredAgentSpec = AgentSpec {
        Knowledge { replies by boxed, synonyms },
        Llm {
            provider, model, base_url, api_key, system_prompt, history_tokens, max_output_tokens, use_knowledge,
            tools by all, mcp_servers by all, options by boxed,
        },
        Webhook { url, secret },
        Scripted {},
    }
}
both_ways! {
    struct StoredReplies = Replies {
        hello, bye, thanks, how_are_you, who_are_you, what_can_you_do, are_you_a_bot, want_a_person, unsure,
        unknown,
    }
}
both_ways! { struct StoredTool = Tool { name, description, parameters, url, secret } }
both_ways! { struct StoredMcpServer = McpServer { url, secret, tools } }
both_ways! {
    struct StoredModelOptions = ModelOptions {
        token_parameter by option, temperature, top_p, stop, seed, headers, body, first_token_seconds,
        silence_seconds, keep_alives_are_silence, starts_thinking,
    }
}
both_ways! { enum StoredTokenParameter = TokenParameter { MaxTokens, MaxCompletionTokens } }

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// One of each kind, with everything in it.
    fn everything() -> [Value; 4] {
        let names = [
            "hello",
            "bye",
            "thanks",
            "how_are_you",
            "who_are_you",
            "what_can_you_do",
            "are_you_a_bot",
            "want_a_person",
            "unsure",
            "unknown",
        ];
        let replies: Map<_, _> = names.iter().map(|name| ((*name).to_owned(), "Ahoy!".into())).collect();
        [
            json!({"kind": "knowledge", "replies": replies, "synonyms": [["kettle", "boiler"]]}),
            json!({
                "kind": "llm", "provider": "openai", "model": "m", "base_url": "https://llm.example", "api_key": "a/key",
                "system_prompt": "Be kind.", "history_tokens": 100, "max_output_tokens": 20, "use_knowledge": true,
                "tools": [{"name": "stock", "description": "How many.", "parameters": {"type": "object"},
                    "url": "https://shop.example/stock", "secret": "a/tool"}],
                "mcp_servers": [{"url": "https://mcp.example", "secret": "a/mcp", "tools": ["find"]}],
                "options": {"token_parameter": "max_tokens", "temperature": 0.2, "top_p": 1.0, "stop": ["END"], "seed": 7,
                    "headers": {"X-Tea": "a"}, "body": {"x": null}, "first_token_seconds": 600, "silence_seconds": 1,
                    "keep_alives_are_silence": true, "starts_thinking": true},
            }),
            json!({"kind": "webhook", "url": "https://hooks.example", "secret": "a/hook"}),
            json!({"kind": "scripted"}),
        ]
    }

    #[test]
    fn what_was_stored_is_read_and_stored_as_it_was() {
        for column in everything().into_iter().chain([json!({"kind": "knowledge"})]) {
            let spec = read(&column.to_string()).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&write(&spec).unwrap()).unwrap(), column);
        }
    }

    #[test]
    fn names_of_another_version_are_passed_over() {
        let column = json!({"kind": "webhook", "url": "https://hooks.example", "secret": "s", "patience": 5});
        let expected = AgentSpec::Webhook { url: "https://hooks.example".into(), secret: "s".into() };
        assert_eq!(read(&column.to_string()).unwrap(), expected);
        let options =
            json!({"kind": "llm", "provider": "OpenAI", "model": "m", "options": {"seed": 7.0, "mood": "fine"}});
        let AgentSpec::Llm { provider, options, .. } = read(&options.to_string()).unwrap() else { panic!() };
        assert_eq!((provider.as_str(), options.seed), ("openai", Some(7)));
    }
}
