//! A team's agents and what they know.

use std::collections::BTreeSet;

use parlor_shared::ids::AgentId;

use crate::core::{
    clock::Clock,
    conversation::tool::Tool,
    entropy::{Entropy, new_id},
    error::Error,
    knowledge::{Document, Passage},
    owner::{
        agent::{AgentProfile, AgentSpec},
        team::{Actor, Role},
    },
    security::agent_policy::AgentPolicy,
    store::Store,
};

/// Documents of one agent at most.
pub const MOST_DOCUMENTS: usize = 2_000;

/// Operations of a team's member or program on the team's agents. Every query is scoped to the team: an agent of
/// another team is answered like one that does not exist.
#[derive(Clone, Copy)]
pub struct AgentAdmin<'a> {
    /// The member or program.
    pub actor: &'a Actor,
    /// Storage.
    pub store: &'a dyn Store,
    /// The limits on owners' agents: addresses and secrets.
    pub policy: &'a AgentPolicy,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids.
    pub entropy: &'a dyn Entropy,
}

/// A new agent.
#[derive(Clone, Debug)]
pub struct NewAgent {
    /// Its name, as visitors see it, 1 to 120 characters.
    pub name: String,
    /// Its behavior: kind, model, prompts and tools.
    pub spec: AgentSpec,
    /// Suggestions for a visitor's first message: at most 10 of at most 120 characters.
    pub starter_prompts: Vec<String>,
    /// BCP 47; used when the visitor's language is not known.
    pub language: String,
}

/// A change of an agent: what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct AgentChange {
    /// Replaces the name.
    pub name: Option<String>,
    /// Replaces all of it.
    pub spec: Option<AgentSpec>,
    /// Replaces all of them.
    pub starter_prompts: Option<Vec<String>>,
    /// Replaces the language.
    pub language: Option<String>,
}

impl AgentChange {
    fn apply(self, agent: &mut AgentProfile) {
        let Self { name, spec, starter_prompts, language } = self;
        replace(&mut agent.name, name);
        replace(&mut agent.spec, spec);
        replace(&mut agent.starter_prompts, starter_prompts);
        replace(&mut agent.language, language);
    }
}

/// Replaces a value, unless the change has none.
pub(super) fn replace<T>(value: &mut T, change: Option<T>) {
    if let Some(change) = change {
        *value = change;
    }
}

impl AgentAdmin<'_> {
    /// The team's agents, oldest first.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn agents(&self) -> Result<Vec<AgentProfile>, Error> {
        Ok(self.store.team_agents(&self.actor.team_id).await?)
    }

    /// One of the team's agents.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn agent(&self, id: &AgentId) -> Result<AgentProfile, Error> {
        self.store.team_agent(&self.actor.team_id, id).await?.ok_or(Error::NotFound)
    }

    /// One of the team's agents, by its id as text; `None` when the team has none of this id.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn find(&self, id: &str) -> Result<Option<AgentProfile>, Error> {
        match id.parse() {
            Ok(id) => Ok(self.store.team_agent(&self.actor.team_id, &id).await?),
            Err(_) => Ok(None),
        }
    }

    /// Makes an agent.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn create(&self, new: NewAgent) -> Result<AgentProfile, Error> {
        let now = self.clock.now();
        let NewAgent { name, spec, starter_prompts, language } = new;
        let agent = AgentProfile {
            id: new_id(now, self.entropy),
            team_id: self.actor.team_id.clone(),
            name,
            spec,
            starter_prompts,
            language,
            created_at: now,
        };
        self.save(agent).await
    }

    /// Changes an agent; conversations go on with it as it is now.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn update(&self, id: &AgentId, change: AgentChange) -> Result<AgentProfile, Error> {
        let mut agent = self.agent(id).await?;
        change.apply(&mut agent);
        self.save(agent).await
    }

    /// Deletes an agent and its documents, and disconnects it from its widgets.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn delete(&self, id: &AgentId) -> Result<(), Error> {
        self.actor.needs(Role::Editor)?;
        if self.store.delete_agent(&self.actor.team_id, id).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    async fn save(&self, agent: AgentProfile) -> Result<AgentProfile, Error> {
        self.actor.needs(Role::Editor)?;
        agent.check()?;
        self.policy.check(&agent.team_id, &agent.spec)?;
        if let AgentSpec::Llm { tools, .. } = &agent.spec {
            Tool::compile(tools).await?;
        }
        self.store.put_agent(&agent).await?;
        Ok(agent)
    }

    /// The documents of one of the team's agents, by name.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn documents(&self, agent: &AgentProfile) -> Result<Vec<Document>, Error> {
        Ok(self.store.documents(&agent.id).await?)
    }

    /// [`Error::Invalid`] when an agent would have more than [`MOST_DOCUMENTS`] with these.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn check_document_count(&self, agent: &AgentProfile, names: &BTreeSet<&str>) -> Result<(), Error> {
        let others = self.documents(agent).await?.into_iter().filter(|known| !names.contains(known.name.as_str()));
        if others.count() + names.len() <= MOST_DOCUMENTS {
            return Ok(());
        }
        Err(Error::Invalid { field: "documents", reason: "an agent has at most 2,000 documents" })
    }

    /// Replaces the passages of documents of these names with these; other documents stay.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn replace_documents(
        &self,
        agent: &AgentProfile,
        names: &[String],
        passages: &[Passage],
    ) -> Result<(), Error> {
        self.actor.needs(Role::Editor)?;
        Ok(self.store.replace_documents(&agent.id, names, passages).await?)
    }

    /// Deletes a document. [`Error::NotFound`] when the agent has none of this name.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn delete_document(&self, agent: &AgentProfile, name: String) -> Result<(), Error> {
        if !self.documents(agent).await?.iter().any(|document| document.name == name) {
            return Err(Error::NotFound);
        }
        self.replace_documents(agent, &[name], &[]).await
    }
}
