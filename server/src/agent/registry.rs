//! The agent for a profile.

use std::sync::Arc;

use super::{knowledge::Knowledge, scripted::Scripted};
use crate::core::{
    account::{AgentProfile, AgentSpec},
    agent::{Agent, AgentError, Agents},
    store::Store,
};

/// Finds the agent that works as a profile says.
pub struct Registry {
    knowledge: Arc<Knowledge>,
    scripted: Arc<Scripted>,
}

impl Registry {
    /// Agents that search in this store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { knowledge: Arc::new(Knowledge::new(store)), scripted: Arc::default() }
    }
}

impl Agents for Registry {
    fn find(&self, profile: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        match &profile.spec {
            AgentSpec::Knowledge => Ok(Arc::clone(&self.knowledge) as Arc<dyn Agent>),
            AgentSpec::Scripted => Ok(Arc::clone(&self.scripted) as Arc<dyn Agent>),
            AgentSpec::Llm { .. } | AgentSpec::Webhook { .. } => {
                tracing::error!(agent = %profile.id, "this server has no agents that use a language model or a webhook");
                Err(AgentError::Misconfigured)
            }
        }
    }
}
