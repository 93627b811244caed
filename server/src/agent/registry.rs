//! Finds the agent for a profile.

use std::{collections::HashMap, sync::Arc};

use secrecy::SecretString;

use super::{knowledge::Knowledge, scripted::Scripted};
use crate::core::{
    account::{AgentProfile, AgentSpec},
    agent::{Agent, AgentError, Agents},
    store::Store,
};

/// The agents of this server; one of each kind serves all profiles of that kind.
pub struct Registry {
    knowledge: Arc<Knowledge>,
    scripted: Arc<Scripted>,
    secrets: HashMap<String, SecretString>,
}

impl Registry {
    /// Agents over this store; `secrets` are the API keys and signing secrets that profiles name.
    pub fn new(store: Arc<dyn Store>, secrets: HashMap<String, SecretString>) -> Self {
        Self { knowledge: Arc::new(Knowledge::new(store)), scripted: Arc::new(Scripted), secrets }
    }

    /// The secret a profile names. One that is not configured is logged by name and refused.
    fn secret(&self, profile: &AgentProfile, name: &str) -> Result<&SecretString, AgentError> {
        self.secrets.get(name).ok_or_else(|| {
            tracing::error!(agent = profile.id.as_str(), secret = name, "an agent names a secret that is not configured");
            AgentError::Misconfigured
        })
    }
}

impl Agents for Registry {
    fn find(&self, profile: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        match &profile.spec {
            AgentSpec::Knowledge => Ok(self.knowledge.clone()),
            AgentSpec::Scripted => Ok(self.scripted.clone()),
            AgentSpec::Llm { api_key, .. } => {
                let _key = api_key.as_deref().map(|name| self.secret(profile, name)).transpose()?;
                Err(AgentError::Misconfigured)
            }
            AgentSpec::Webhook { secret, .. } => {
                let _secret = self.secret(profile, secret)?;
                Err(AgentError::Misconfigured)
            }
        }
    }
}
