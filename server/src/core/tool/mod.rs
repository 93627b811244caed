//! Tools an agent may use on its way to an answer: of the server, addresses of the owner's; of the page ([`page`]),
//! functions of its own; of servers of the Model Context Protocol ([`mcp`]).

pub mod mcp;
pub mod page;
pub mod schema;

use schema::SchemaRefused;
pub use schema::{Author, ToolRefused};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::Error;

/// Most tools of an agent.
pub const MOST: usize = 16;
/// The longest name, in characters.
const LONGEST_NAME: usize = 64;
/// The longest description, in characters.
const DESCRIPTION: usize = 1_000;

/// An address of the owner's that a model may ask.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// What the model calls it: 1 to 64 of `A–Z a–z 0–9 _ -`, unique in its agent.
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$")]
    pub name: String,
    /// What it does and when to use it, for the model; 1 to 1,000 characters.
    #[schema(min_length = 1, max_length = 1000, pattern = "\\S")]
    pub description: String,
    /// JSON Schema of the arguments, an object; at most 16 KiB, without references to other documents, and of limited cost:
    /// at most 1,000 schemas apply to one value, references followed.
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
    pub fn check(&self) -> Result<(), ToolRefused> {
        check(&self.name, &self.description, &self.parameters, Author::Owner)
    }

    /// Checks the schemas of tools that passed [`Tool::check`] once more, as they are used.
    pub async fn compile(tools: &[Self]) -> Result<(), Error> {
        let schemas: Vec<_> = tools.iter().map(|tool| (tool.name.as_str(), &tool.parameters)).collect();
        compile(&schemas).await
    }

    /// Whether these are arguments it takes; else why not, in words for the model.
    pub async fn accepts(&self, arguments: &Value) -> Result<(), String> {
        schema::accepts(&self.parameters, Author::Owner, arguments).await
    }
}

/// What is wrong with a tool that calls itself so, if anything is.
fn check(name: &str, description: &str, parameters: &Value, author: Author) -> Result<(), ToolRefused> {
    let refuse = |reason: &dyn ToString| Err(refused(name, reason));
    let letter = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    if !(1..=LONGEST_NAME).contains(&name.len()) || !name.chars().all(letter) {
        return refuse(&"a tool's name has 1 to 64 letters, digits, _ and -");
    }
    if description.trim().is_empty() || description.chars().count() > DESCRIPTION {
        return refuse(&"a tool's description has 1 to 1,000 characters");
    }
    schema::measure(parameters, author).or_else(|why| refuse(&why))
}

/// Refuses the first of these tools whose schema is none.
async fn compile(tools: &[(&str, &Value)]) -> Result<(), Error> {
    let schemas = tools.iter().map(|(_, parameters)| (*parameters).clone()).collect();
    match schema::first_unusable(schemas).await? {
        Some(at) => Err(Error::Tool(refused(tools[at].0, &SchemaRefused::Invalid))),
        None => Ok(()),
    }
}

/// The name as far as it is one.
fn refused(name: &str, reason: &dyn ToString) -> ToolRefused {
    ToolRefused { name: name.chars().take(LONGEST_NAME).collect(), reason: reason.to_string() }
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

    #[tokio::test]
    async fn arguments_are_checked_against_the_schema() {
        let tool = tool(json!({
            "type": "object", "required": ["sku"], "additionalProperties": false,
            "properties": {"sku": {"type": "string", "pattern": "^[A-Z]+$"}, "near": {"enum": ["home", "work"]}},
        }));
        assert_eq!(tool.check(), Ok(()));
        assert_eq!(tool.accepts(&json!({"sku": "TEA", "near": "home"})).await, Ok(()));
        for odd in [json!({}), json!({"sku": "tea"}), json!({"sku": "TEA", "more": 1}), json!([]), json!(null)] {
            assert!(tool.accepts(&odd).await.is_err(), "{odd}");
        }
    }

    #[tokio::test]
    async fn a_tool_that_cannot_work_is_refused() {
        for odd in [
            json!({"type": "string"}),
            json!({"type": "object", "properties": 1}),
            json!({"type": "object", "properties": {"a": {"$ref": "https://evil.example/schema"}}}),
            json!({"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}}),
            json!({"type": "object", "properties": {"a": {"pattern": "("}}}),
            json!({"type": "object", "description": "x".repeat(20_000)}),
            json!(true),
        ] {
            let tool = tool(odd.clone());
            assert!(tool.check().is_err() || Tool::compile(&[tool]).await.is_err(), "{odd}");
        }
        let fine = tool(json!({"type": "object"}));
        for name in ["", "a b", "é", &"a".repeat(65)] {
            assert!(Tool { name: name.into(), ..fine.clone() }.check().is_err(), "{name}");
        }
        assert!(Tool { description: " ".into(), ..fine }.check().is_err());
    }
}
