//! Tools of the page: functions that it provides to an agent for one answer. The agent calls one, the answer's readers
//! are told, and the first reader to have the outcome returns it.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
pub use parlor_shared::widget::{Approval, PageTool};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::schema::{self, Author};
use crate::core::error::Error;

/// Maximum number of tools of a page.
pub const MOST: usize = 16;
/// Maximum time a page may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Maximum time it may take when the visitor is asked first.
const PATIENCE_ASKED: Duration = Duration::from_mins(5);

/// A call that waits for the page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PageCall {
    /// Unique in its answer: `A–Z a–z 0–9 _ -`.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// Arguments that its schema accepts.
    pub args: Value,
    /// Determines if the visitor is asked first.
    pub approval: Approval,
}

/// The outcome of a call. Stored as JSON while the answer is written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The value the page's function returned.
    Result(Value),
    /// The reason there is no result, as given by the page or the server.
    Error(String),
}

/// Source of the outcomes that pages return.
#[async_trait]
pub trait ToolResultSource: Send + Sync + 'static {
    /// Waits for the outcome of a call, at most `patience`: after that, the timeout is the outcome and a later one is
    /// refused.
    async fn outcome(&self, call: &str, patience: Duration) -> Outcome;
}

/// Tools a page provides to an agent for one answer.
#[derive(Clone, Default)]
pub struct PageTools {
    tools: Vec<PageTool>,
    desk: Option<Arc<dyn ToolResultSource>>,
}

impl PageTools {
    /// Creates a set of tools whose outcomes come from `desk`.
    pub fn new(tools: Vec<PageTool>, desk: Arc<dyn ToolResultSource>) -> Self {
        Self { tools, desk: Some(desk) }
    }

    /// All of them.
    pub fn tools(&self) -> &[PageTool] {
        &self.tools
    }

    /// The one with this name.
    pub fn find(&self, name: &str) -> Option<&PageTool> {
        self.tools.iter().find(|tool| tool.name == name)
    }

    /// Waits for the outcome of a call that the answer's readers were told about.
    pub async fn outcome(&self, call: &PageCall) -> Outcome {
        let patience = match call.approval {
            Approval::Never => PATIENCE,
            Approval::Ask => PATIENCE_ASKED,
        };
        match &self.desk {
            Some(desk) => desk.outcome(&call.id, patience).await,
            None => Outcome::Error("there is no page".into()),
        }
    }
}

impl fmt::Debug for PageTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageTools").field("tools", &self.tools).finish_non_exhaustive()
    }
}

/// Refuses tools that a page must not offer: too many, or an invalid one, which the error names.
pub async fn check(tools: &[PageTool]) -> Result<(), Error> {
    if tools.len() > MOST {
        return Err(Error::Invalid { field: "tools", reason: "at most 16 tools" });
    }
    for (at, tool) in tools.iter().enumerate() {
        super::check(&tool.name, &tool.description, &tool.parameters, Author::Page).map_err(Error::Tool)?;
        if tools[..at].iter().any(|other| other.name == tool.name) {
            return Err(Error::Tool(super::refused(&tool.name, &"two tools have this name")));
        }
    }
    let schemas: Vec<_> = tools.iter().map(|tool| (tool.name.as_str(), &tool.parameters)).collect();
    super::compile(&schemas).await
}

/// Checks that the tool accepts these arguments; the error explains the problem to the agent.
pub async fn accepts(tool: &PageTool, arguments: &Value) -> Result<(), String> {
    schema::accepts(&tool.parameters, Author::Page, arguments).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tool(name: &str, parameters: Value) -> PageTool {
        PageTool { name: name.into(), description: "Does it.".into(), parameters, approval: Approval::default() }
    }

    #[tokio::test]
    async fn what_a_page_offers_is_checked() {
        let fine = || json!({"type": "object"});
        assert_eq!(check(&[tool("a", fine()), tool("b", fine())]).await, Ok(()));
        for odd in [
            tool("a", fine()),
            tool("a b", fine()),
            tool("c", json!({"type": "string"})),
            tool("c", json!({"type": "object", "$ref": "https://evil.example/"})),
            tool("c", json!({"type": "object", "properties": {"a": {"pattern": "("}}})),
        ] {
            let name = odd.name.clone();
            let Err(Error::Tool(refused)) = check(&[tool("a", fine()), odd]).await else { panic!("{name}") };
            assert_eq!(refused.name, name);
        }
        let many: Vec<_> = (0..=MOST).map(|n| tool(&format!("t{n}"), fine())).collect();
        assert!(check(&many).await.is_err() && check(&many[1..]).await.is_ok());
    }

    #[test]
    fn the_visitor_is_asked_unless_the_page_says_otherwise() {
        let read = |text: Value| serde_json::from_value::<PageTool>(text).unwrap().approval;
        let tool = json!({"name": "a", "description": "b", "parameters": {"type": "object"}});
        assert_eq!(read(tool.clone()), Approval::Ask);
        let mut free = tool;
        free["approval"] = json!("never");
        assert_eq!(read(free), Approval::Never);
    }
}
