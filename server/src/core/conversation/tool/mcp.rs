//! Servers of the Model Context Protocol whose tools an agent may use.

use std::{borrow::Cow, collections::BTreeSet};

use serde_json::Value;

use super::{Author, DESCRIPTION, check, compile, schema};
use crate::core::error::Error;

/// Maximum number of servers of an agent.
pub const MOST_SERVERS: usize = 4;
/// Maximum number of tools, of all servers together, that a model is offered.
pub const MOST_OFFERED: usize = 64;
/// Maximum number of names in `tools`.
const MOST_CHOSEN: usize = 64;

/// A server of the Model Context Protocol, asked by streamable HTTP.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct McpServer {
    /// Its address.
    pub url: String,
    /// The name of one of the server's secrets, which is sent as the bearer token; none is sent when absent.
    pub secret: Option<String>,
    /// The names of the tools the agent may use, at most 64; all of them when absent.
    pub tools: Option<Vec<String>>,
}

impl McpServer {
    /// Refuses too many servers, duplicate servers, and invalid tool names; addresses and secrets are checked
    /// elsewhere.
    pub fn check(servers: &[Self]) -> Result<(), Error> {
        let urls: BTreeSet<_> = servers.iter().map(|server| &server.url).collect();
        let sound = |name: &String| (1..=128).contains(&name.chars().count());
        let chosen = servers.iter().filter_map(|server| server.tools.as_ref());
        let sound = chosen.into_iter().all(|names| names.len() <= MOST_CHOSEN && names.iter().all(sound));
        if servers.len() > MOST_SERVERS || urls.len() < servers.len() || !sound {
            let reason = "at most 4 servers, each once, with at most 64 names of tools each";
            return Err(Error::Unprocessable { field: "spec.mcp_servers", reason });
        }
        Ok(())
    }

    /// True when the owner lets the agent use this tool.
    pub fn chooses(&self, name: &str) -> bool {
        self.tools.as_ref().is_none_or(|names| names.iter().any(|chosen| chosen == name))
    }
}

/// A tool of such a server.
#[derive(Clone, PartialEq, Debug)]
pub struct McpTool {
    /// Its name.
    pub name: String,
    /// The description for the model: at most 1,000 characters are taken.
    pub description: String,
    /// JSON Schema of the arguments.
    pub parameters: Value,
}

impl McpTool {
    /// The tool as its server describes it; the name stands in for a description.
    pub fn new(name: &str, description: Option<&str>, parameters: Value) -> Self {
        let text: Cow<'_, str> = description.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(name).into();
        Self { name: name.to_owned(), description: text.chars().take(DESCRIPTION).collect(), parameters }
    }

    /// Checks it by the same rules as for the owner's own tools.
    pub async fn check(&self) -> Result<(), Error> {
        check(&self.name, &self.description, &self.parameters, Author::Owner).map_err(Error::Tool)?;
        compile(&[(self.name.as_str(), &self.parameters)]).await
    }

    /// Checks that it accepts these arguments; the error explains the problem to the model.
    pub async fn accepts(&self, arguments: &Value) -> Result<(), String> {
        schema::accepts(&self.parameters, Author::Owner, arguments).await
    }
}
