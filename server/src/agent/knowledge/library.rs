//! The indexes of agents' passages, in memory: built when an agent is asked, again when its passages have changed, and
//! forgotten when others need the room.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;
use parlor_shared::ids::AgentId;

use super::{
    asked::{asked, asked_first},
    index::Index,
    meaning::Meanings,
    search::{Asked, Found, search},
};
use crate::agent::embeddings::Embeddings;
use crate::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Question, Ranking},
    },
    knowledge::Passage,
    owner::agent::AgentProfile,
    security::work::{LONG, SHORT, WorkKind, WorkRefused},
    store::{EmbeddingStore, KnowledgeStore, StoreError},
};

/// Bytes of all indexes together.
const ROOM: u64 = 256 * 1024 * 1024;
/// An index nobody asked for so long is dropped.
const IDLE: Duration = Duration::from_hours(1);
/// Building an index takes at most so long.
const LONGEST_BUILD: Duration = Duration::from_mins(1);
/// Looking into one takes at most so long.
const LONGEST_SEARCH: Duration = Duration::from_secs(5);

/// The indexes of all agents, over any store.
pub struct Library {
    store: Arc<dyn KnowledgeStore>,
    meaning: Option<Meaning>,
    indexes: Cache<AgentId, Arc<Kept>>,
}

/// The service that places questions, and where the places of passages are kept.
struct Meaning {
    embeddings: Arc<Embeddings>,
    store: Arc<dyn EmbeddingStore>,
}

/// An index, and the versions of what it was built of.
struct Kept {
    version: u64,
    index: Arc<Index>,
    meanings_version: u64,
    meanings: Meanings,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.index.bytes() + self.meanings.bytes()
    }
}

impl Library {
    /// Reads passages from this store, and ranks them by their words.
    pub fn new(store: Arc<dyn KnowledgeStore>) -> Self {
        let bytes = |_: &AgentId, kept: &Arc<Kept>| u32::try_from(kept.bytes()).unwrap_or(u32::MAX);
        let indexes = Cache::builder().weigher(bytes).max_capacity(ROOM).time_to_idle(IDLE).build();
        Self { store, meaning: None, indexes }
    }

    /// Ranks them by their meaning too, where this service has placed them.
    #[must_use]
    pub fn by_meaning(self, embeddings: Arc<Embeddings>, store: Arc<dyn EmbeddingStore>) -> Self {
        Self { meaning: Some(Meaning { embeddings, store }), ..self }
    }

    /// The passages of an agent that answer a question best, best first: what the agent itself would quote first.
    pub async fn best(&self, agent: &AgentId, question: &str) -> Result<Vec<Passage>, AgentError> {
        let asked = Asked { question: question.to_owned(), ..Asked::default() };
        Ok(self.find(agent, asked).await?.passages)
    }

    /// The same for a question as its agent reads it: with what was asked before and the owner's synonyms.
    pub async fn ranked(&self, question: &Question) -> Result<Vec<Passage>, AgentError> {
        Ok(self.find(&question.profile.id, asked(question)).await?.passages)
    }

    /// The passages a search for a question finds, and whether they answer it; `None` when the agent has no documents.
    pub async fn ranking(&self, profile: &AgentProfile, question: &str) -> Result<Option<Ranking>, AgentError> {
        if self.index(&profile.id).await?.index.passages().is_empty() {
            return Ok(None);
        }
        let found = self.find(&profile.id, asked_first(profile, question)).await?;
        Ok(Some(Ranking {
            passages: found.passages.into_iter().zip(found.scores).collect(),
            confidence: found.confidence,
            threshold: found.needed,
        }))
    }

    /// The bytes that the indexes take in memory, about.
    pub async fn bytes(&self) -> u64 {
        self.indexes.run_pending_tasks().await;
        self.indexes.weighted_size()
    }

    /// Searches an agent's documents for a question.
    pub(crate) async fn find(&self, agent: &AgentId, asked: Asked) -> Result<Found, AgentError> {
        let kept = self.index(agent).await?;
        let place = match &self.meaning {
            Some(meaning) if !kept.meanings.is_empty() => meaning.embeddings.question(&asked.in_full()).await,
            _ => None,
        };
        let search = move |_: &_| {
            let near = place.and_then(|place| kept.meanings.nearness(&place));
            search(&kept.index, &asked, near.as_deref())
        };
        SHORT.run(WorkKind::Search, LONGEST_SEARCH, search).await.map_err(|refused| unavailable(&refused))
    }

    async fn index(&self, agent: &AgentId) -> Result<Arc<Kept>, AgentError> {
        let version = self.store.passages_version(agent).await.map_err(|error| unavailable(&error))?;
        let meanings_version = self.meanings_version(agent).await.map_err(|error| unavailable(&error))?;
        let mut index = None;
        if let Some(kept) = self.indexes.get(agent).await {
            if kept.version == version && kept.meanings_version == meanings_version {
                return Ok(kept);
            }
            index = (kept.version == version).then(|| Arc::clone(&kept.index));
            self.indexes.invalidate(agent).await;
        }
        let built = self.build(agent, [version, meanings_version], index);
        let built = self.indexes.try_get_with_by_ref(agent, built).await;
        built.map_err(|failure: Arc<Unbuilt>| unavailable(&*failure))
    }

    async fn meanings_version(&self, agent: &AgentId) -> Result<u64, StoreError> {
        match &self.meaning {
            Some(meaning) => meaning.store.embeddings_version(agent).await,
            None => Ok(0),
        }
    }

    /// The versions were read before the passages: when they change in between, the next question builds again. `index`: of the
    /// same passages, where there is one.
    async fn build(
        &self,
        agent: &AgentId,
        [version, meanings_version]: [u64; 2],
        index: Option<Arc<Index>>,
    ) -> Result<Arc<Kept>, Unbuilt> {
        let index = if let Some(index) = index {
            index
        } else {
            let passages = self.store.passages(agent).await?;
            Arc::new(LONG.run(WorkKind::Index, LONGEST_BUILD, |_| Index::new(passages)).await?)
        };
        let placed = match &self.meaning {
            Some(meaning) => meaning.store.embeddings(agent, meaning.embeddings.space()).await?,
            None => Vec::new(),
        };
        let passages = Arc::clone(&index);
        let meanings = move |_: &_| Meanings::new(passages.passages(), placed);
        let meanings = LONG.run(WorkKind::Index, LONGEST_BUILD, meanings).await?;
        Ok(Arc::new(Kept { version, index, meanings_version, meanings }))
    }
}

/// The reason there is no index.
#[derive(Debug, thiserror::Error)]
enum Unbuilt {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Work(#[from] WorkRefused),
}

fn unavailable(error: &dyn std::error::Error) -> AgentError {
    tracing::error!(%error, "documents could not be searched");
    AgentError::Unavailable
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        core::{
            owner::{
                account::Account,
                agent::{AgentProfile, AgentSpec},
                team::Team,
            },
            store::{Saved, Store},
        },
        store,
    };

    fn passage(text: &str) -> Passage {
        Passage {
            document: "a.md".into(),
            title: "A".into(),
            text: text.into(),
            plain: text.into(),
            ..Passage::default()
        }
    }

    /// A store in which a team has these agents.
    async fn store_with(agents: [&str; 2]) -> Arc<dyn Store> {
        let (store, at) = (store::open("memory:").await.unwrap(), Timestamp::UNIX_EPOCH);
        let owner = Account {
            id: "owner".parse().unwrap(),
            email: "owner@shop.example".into(),
            name: "Owner".into(),
            password_hash: String::new(),
            active: true,
            created_at: at,
        };
        let team = Team { id: "team".parse().unwrap(), name: "Shop".into(), created_at: at };
        assert_eq!(store.insert_account(&owner).await, Ok(Saved::Done));
        store.insert_team(&team, &owner.id).await.unwrap();
        for id in agents {
            let agent = AgentProfile {
                id: id.parse().unwrap(),
                team_id: team.id.clone(),
                name: id.into(),
                spec: AgentSpec::Scripted {},
                starter_prompts: vec![],
                language: "en".into(),
                created_at: at,
            };
            store.put_agent(&agent).await.unwrap();
        }
        store
    }

    #[tokio::test]
    async fn an_index_follows_the_passages_and_belongs_to_one_agent() {
        let store = store_with(["one", "other"]).await;
        let library = Library::new(Arc::clone(&store) as Arc<dyn KnowledgeStore>);
        let (one, other): (AgentId, AgentId) = ("one".parse().unwrap(), "other".parse().unwrap());
        let texts = async |agent: &AgentId, question: &str| {
            let found = library.best(agent, question).await.unwrap();
            found.into_iter().map(|passage| passage.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(&one, "unicorns").await, [""; 0]);
        store.replace_passages(&one, &[passage("Unicorns are sold out.")]).await.unwrap();
        assert_eq!(texts(&one, "unicorns").await, ["Unicorns are sold out."]);
        assert_eq!(texts(&other, "unicorns").await, [""; 0]);
        store.replace_passages(&one, &[passage("Unicorns are back.")]).await.unwrap();
        assert_eq!(texts(&one, "unicorns").await, ["Unicorns are back."]);
        store.replace_passages(&one, &[]).await.unwrap();
        assert_eq!(texts(&one, "unicorns").await, [""; 0]);
    }
}
