//! Lists of tools that MCP servers gave.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::core::conversation::{
    agent_problem::AgentProblem,
    tool::mcp::{McpServer, McpTool},
};

/// The time a list is believed.
const BELIEVED: Duration = Duration::from_mins(5);
/// The time a server that did not list its tools is not asked again.
const AWAY: Duration = Duration::from_secs(30);
/// The most lists that are kept.
const MOST_KEPT: usize = 1_000;

/// The tools a server gave, or why it gave none.
pub(super) type Listed = Result<Arc<Vec<McpTool>>, AgentProblem>;

/// Lists of tools that servers gave a short time ago. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct McpLists(Arc<Mutex<HashMap<Key, (Duration, Listed)>>>);

/// A server and the secret it was shown: with another it may offer other tools.
type Key = (String, Option<String>);

impl McpLists {
    /// The list, while it is believed.
    pub(super) fn get(&self, server: &McpServer, now: Duration) -> Option<Listed> {
        let lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, listed) = lists.get(&key(server))?;
        let valid_for = if listed.is_ok() { BELIEVED } else { AWAY };
        (now.saturating_sub(*at) < valid_for).then(|| listed.clone())
    }

    /// Keeps a list.
    pub(super) fn put(&self, server: &McpServer, now: Duration, listed: &Listed) {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.len() >= MOST_KEPT {
            lists.retain(|_, (at, _)| now.saturating_sub(*at) < AWAY);
        }
        if lists.len() < MOST_KEPT {
            lists.insert(key(server), (now, listed.clone()));
        }
    }
}

fn key(server: &McpServer) -> Key {
    (server.url.clone(), server.secret.clone())
}
