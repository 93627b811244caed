//! Tools an agent may use while it answers: the owner's HTTP endpoints, called by the server; functions of the page
//! ([`page_tools`]); tools of servers of the Model Context Protocol ([`mcp`]).

pub mod mcp;
pub mod page_tools;
pub mod schema;

use schema::SchemaRefused;
pub use schema::{Author, ToolRefused};
use serde_json::Value;

use crate::core::error::Error;

/// Maximum number of tools of an agent.
pub const MOST: usize = 16;
/// The longest name, in characters.
const LONGEST_NAME: usize = 64;
/// The longest description, in characters.
const DESCRIPTION: usize = 1_000;

/// An HTTP endpoint of the owner that a model may call.
#[derive(Clone, PartialEq, Debug)]
pub struct Tool {
    /// Name the model uses: 1 to 64 of `A–Z a–z 0–9 _ -`, unique in its agent.
    pub name: String,
    /// Description for the model of the tool's purpose and use; 1 to 1,000 characters.
    pub description: String,
    /// JSON Schema of the arguments, an object; at most 16 KiB, without references to other documents, and of limited
    /// cost: at most 1,000 schemas apply to one value, references followed.
    pub parameters: Value,
    /// Address to which calls are sent, by `POST`.
    pub url: String,
    /// The name of one of the server's secrets, which signs the requests (Standard Webhooks); not signed when absent.
    pub secret: Option<String>,
}

impl Tool {
    /// Checks name, description and parameters; address and secret are checked elsewhere.
    pub fn check(&self) -> Result<(), ToolRefused> {
        check(&self.name, &self.description, &self.parameters, Author::Owner)
    }

    /// Compiles the schemas of tools that passed [`Tool::check`], to check that they can be used.
    pub async fn compile(tools: &[Self]) -> Result<(), Error> {
        let schemas: Vec<_> = tools.iter().map(|tool| (tool.name.as_str(), &tool.parameters)).collect();
        compile(&schemas).await
    }

    /// Checks that it accepts these arguments; the error explains the problem to the model.
    pub async fn accepts(&self, arguments: &Value) -> Result<(), String> {
        schema::accepts(&self.parameters, Author::Owner, arguments).await
    }
}

/// Checks a tool's name, description and parameters.
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

/// Refuses the first of these tools whose schema is invalid.
async fn compile(tools: &[(&str, &Value)]) -> Result<(), Error> {
    let schemas = tools.iter().map(|(_, parameters)| (*parameters).clone()).collect();
    match schema::first_unusable(schemas).await? {
        Some(at) => Err(Error::Tool(refused(tools[at].0, &SchemaRefused::Invalid))),
        None => Ok(()),
    }
}

/// Creates the refusal of a tool, with its name cut to the longest allowed.
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
