//! The agent for a profile.

use std::{collections::HashMap, future::ready, sync::Arc};

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use super::{
    embeddings::Embeddings,
    knowledge::{Knowledge, Library},
    llm::{Llm, LlmParts, McpLists},
    scripted::Scripted,
    upstream::{Breakers, Http, Timeouts},
    webhook::{Webhook, WebhookParts},
};
use crate::core::{
    clock::Clock,
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, Agents, McpOffer, Ranking},
    },
    owner::agent::{AgentProfile, AgentSpec},
    security::egress::EgressPolicy,
    store::Store,
};

/// The agents' dependencies.
pub struct RegistryParts {
    /// The search in documents.
    pub store: Arc<dyn Store>,
    /// API keys and signing secrets, by the names agents use.
    pub secrets: HashMap<String, SecretString>,
    /// Whom agents may ask.
    pub egress: EgressPolicy,
    /// The time services may take.
    pub timeouts: Timeouts,
    /// Time, for signatures.
    pub clock: Arc<dyn Clock>,
    /// The service that places documents and questions among all meanings, where there is one.
    pub embeddings: Option<Arc<Embeddings>>,
}

/// Finds the agent that works as a profile says.
pub struct Registry {
    knowledge: Arc<Knowledge>,
    llm: Arc<Llm>,
    webhook: Arc<Webhook>,
    scripted: Arc<Scripted>,
    library: Arc<Library>,
}

impl Registry {
    /// One agent of each kind; connections and circuits are shared. Fails when TLS cannot be set up.
    pub fn new(parts: RegistryParts) -> Result<Self, reqwest::Error> {
        let (http, breakers, secrets) =
            (Http::new(parts.egress, parts.timeouts)?, Breakers::default(), Arc::new(parts.secrets));
        let library = Library::new(Arc::clone(&parts.store) as _);
        let library = Arc::new(match parts.embeddings {
            Some(embeddings) => library.by_meaning(embeddings, parts.store),
            None => library,
        });
        Ok(Self {
            knowledge: Arc::new(Knowledge::new(Arc::clone(&library))),
            llm: Arc::new(Llm::new(LlmParts {
                http: http.clone(),
                secrets: Arc::clone(&secrets),
                library: Arc::clone(&library),
                breakers: breakers.clone(),
                clock: Arc::clone(&parts.clock),
                mcp: McpLists::default(),
            })),
            webhook: Arc::new(Webhook::new(WebhookParts { http, secrets, clock: parts.clock, breakers })),
            scripted: Arc::default(),
            library,
        })
    }
}

impl Agents for Registry {
    fn find(&self, profile: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(match &profile.spec {
            AgentSpec::Knowledge { .. } => Arc::clone(&self.knowledge) as Arc<dyn Agent>,
            AgentSpec::Llm { .. } => Arc::clone(&self.llm) as Arc<dyn Agent>,
            AgentSpec::Webhook { .. } => Arc::clone(&self.webhook) as Arc<dyn Agent>,
            AgentSpec::Scripted {} => Arc::clone(&self.scripted) as Arc<dyn Agent>,
        })
    }

    fn mcp_offers<'a>(&'a self, profile: &'a AgentProfile) -> BoxFuture<'a, Vec<McpOffer>> {
        match &profile.spec {
            AgentSpec::Llm { mcp_servers, .. } => Box::pin(self.llm.mcp_offers(mcp_servers)),
            _ => Box::pin(ready(Vec::new())),
        }
    }

    fn ranking<'a>(
        &'a self,
        profile: &'a AgentProfile,
        question: &'a str,
    ) -> BoxFuture<'a, Result<Option<Ranking>, AgentError>> {
        match &profile.spec {
            AgentSpec::Knowledge { .. } | AgentSpec::Llm { .. } => Box::pin(self.library.ranking(profile, question)),
            AgentSpec::Webhook { .. } | AgentSpec::Scripted {} => Box::pin(ready(Ok(None))),
        }
    }
}
