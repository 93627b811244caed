//! Tools an agent may use on its way to an answer: of the server, addresses of the owner's; of the page ([`page`]),
//! functions of its own.

pub mod page;

use jsonschema::{PatternOptions, Validator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most tools of an agent.
pub const MOST: usize = 16;
/// The longest description, in characters.
const DESCRIPTION: usize = 1_000;
/// The largest schema, in bytes.
const SCHEMA: usize = 16 << 10;

/// An address of the owner's that a model may ask.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// What the model calls it: 1 to 64 of `A–Z a–z 0–9 _ -`, unique in its agent.
    pub name: String,
    /// What it does and when to use it, for the model; 1 to 1,000 characters.
    pub description: String,
    /// JSON Schema of the arguments, an object; at most 16 KiB, without references to other documents.
    #[schema(value_type = Object)]
    pub parameters: Value,
    /// Where it is asked, by `POST`.
    pub url: String,
    /// The name of one of the server's secrets, which signs what is asked (Standard Webhooks); not signed when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl Tool {
    /// What is wrong with it, if anything is; its address and secret are others' to judge.
    pub fn check(&self) -> Result<(), &'static str> {
        check(&self.name, &self.description, &self.parameters)
    }

    /// Whether these are arguments it takes; else why not, in words for the model.
    pub fn accepts(&self, arguments: &Value) -> Result<(), String> {
        accepts(&self.parameters, arguments)
    }
}

/// What is wrong with a tool that calls itself so, if anything is.
fn check(name: &str, description: &str, parameters: &Value) -> Result<(), &'static str> {
    let letter = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    if !(1..=64).contains(&name.len()) || !name.chars().all(letter) {
        return Err("a tool's name has 1 to 64 letters, digits, _ and -");
    }
    if description.trim().is_empty() || description.chars().count() > DESCRIPTION {
        return Err("a tool's description has 1 to 1,000 characters");
    }
    let is_object = parameters["type"] == "object";
    if !is_object || parameters.to_string().len() > SCHEMA || validator(parameters).is_none() {
        return Err("a tool's parameters are a JSON Schema of type object, at most 16 KiB, without foreign references");
    }
    Ok(())
}

/// Whether the schema takes these arguments; else why not, in words for the model.
fn accepts(parameters: &Value, arguments: &Value) -> Result<(), String> {
    let validator = validator(parameters).ok_or("the tool is not set up")?;
    validator.validate(arguments).map_err(|error| format!("{error} (at {:?})", error.instance_path().to_string()))
}

/// Patterns run in time that grows with the text only.
fn validator(parameters: &Value) -> Option<Validator> {
    jsonschema::options().with_pattern_options(PatternOptions::regex()).build(parameters).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tool(parameters: Value) -> Tool {
        Tool {
            name: "stock".into(),
            description: "How many are left.".into(),
            parameters,
            url: "https://shop.example/stock".into(),
            secret: None,
        }
    }

    #[test]
    fn arguments_are_checked_against_the_schema() {
        let tool = tool(json!({
            "type": "object", "required": ["sku"], "additionalProperties": false,
            "properties": {"sku": {"type": "string", "pattern": "^[A-Z]+$"}, "near": {"enum": ["home", "work"]}},
        }));
        assert_eq!(tool.check(), Ok(()));
        assert_eq!(tool.accepts(&json!({"sku": "TEA", "near": "home"})), Ok(()));
        for odd in [json!({}), json!({"sku": "tea"}), json!({"sku": "TEA", "more": 1}), json!([]), json!(null)] {
            assert!(tool.accepts(&odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_tool_that_cannot_work_is_refused() {
        for odd in [
            json!({"type": "string"}),
            json!({"type": "object", "properties": 1}),
            json!({"type": "object", "properties": {"a": {"$ref": "https://evil.example/schema"}}}),
            json!({"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}}),
            json!({"type": "object", "properties": {"a": {"pattern": "("}}}),
            json!({"type": "object", "description": "x".repeat(SCHEMA)}),
            json!(true),
        ] {
            assert!(tool(odd.clone()).check().is_err(), "{odd}");
        }
        let fine = tool(json!({"type": "object"}));
        for name in ["", "a b", "é", &"a".repeat(65)] {
            assert!(Tool { name: name.into(), ..fine.clone() }.check().is_err(), "{name}");
        }
        assert!(Tool { description: " ".into(), ..fine }.check().is_err());
    }
}
