//! The parts of the server that the agent works with.

use std::{collections::HashMap, sync::Arc};

use secrecy::SecretString;

use super::mcp_lists::McpLists;
use crate::{
    agent::{
        knowledge::Library,
        upstream::{Breakers, Http},
    },
    core::clock::Clock,
};

/// The agent's dependencies.
#[derive(Clone)]
pub struct LlmParts {
    /// The connections, and how long services may take.
    pub http: Http,
    /// API keys by the names agents use.
    pub secrets: Arc<HashMap<String, SecretString>>,
    /// The documents, for agents that use them.
    pub library: Arc<Library>,
    /// The circuits; share them among agents.
    pub breakers: Breakers,
    /// For the time in signatures, and how long lists of tools are believed.
    pub clock: Arc<dyn Clock>,
    /// Lists of tools that MCP servers gave.
    pub mcp: McpLists,
}
