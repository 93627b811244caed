//! The indexes of agents' passages, in memory: built when an agent is asked, again when its passages have changed, and
//! forgotten when others need the room.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;
use parlor_shared::ids::AgentId;

use super::{
    index::Index,
    search::{Asked, Found, search},
};
use crate::core::{
    agent::AgentError,
    knowledge::Passage,
    security::work::{LONG, SHORT, WorkKind, WorkRefused},
    store::{KnowledgeStore, StoreError},
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
    indexes: Cache<AgentId, Arc<Kept>>,
}

/// An index, and the version of the passages it was built of.
struct Kept {
    version: u64,
    index: Index,
}

impl Library {
    /// Reads passages from this store.
    pub fn new(store: Arc<dyn KnowledgeStore>) -> Self {
        let bytes = |_: &AgentId, kept: &Arc<Kept>| u32::try_from(kept.index.bytes()).unwrap_or(u32::MAX);
        let indexes = Cache::builder().weigher(bytes).max_capacity(ROOM).time_to_idle(IDLE).build();
        Self { store, indexes }
    }

    /// The passages of an agent that answer a question best, best first: what the agent itself would quote first.
    pub async fn best(&self, agent: &AgentId, question: &str) -> Result<Vec<Passage>, AgentError> {
        let asked = Asked { question: question.to_owned(), ..Asked::default() };
        Ok(self.find(agent, asked).await?.passages)
    }

    /// Searches an agent's documents for a question.
    pub(crate) async fn find(&self, agent: &AgentId, asked: Asked) -> Result<Found, AgentError> {
        let kept = self.index(agent).await?;
        let search = move |_: &_| search(&kept.index, &asked);
        SHORT.run(WorkKind::Search, LONGEST_SEARCH, search).await.map_err(|refused| unavailable(&refused))
    }

    async fn index(&self, agent: &AgentId) -> Result<Arc<Kept>, AgentError> {
        let version = self.store.passages_version(agent).await.map_err(|error| unavailable(&error))?;
        if let Some(kept) = self.indexes.get(agent).await {
            if kept.version == version {
                return Ok(kept);
            }
            self.indexes.invalidate(agent).await;
        }
        let built = self.indexes.try_get_with_by_ref(agent, self.build(agent, version)).await;
        built.map_err(|failure: Arc<Unbuilt>| unavailable(&*failure))
    }

    /// The version was read before the passages: when they change in between, the next question builds again.
    async fn build(&self, agent: &AgentId, version: u64) -> Result<Arc<Kept>, Unbuilt> {
        let passages = self.store.passages(agent).await?;
        let index = LONG.run(WorkKind::Index, LONGEST_BUILD, |_| Index::new(passages)).await?;
        Ok(Arc::new(Kept { version, index }))
    }
}

/// Why there is no index.
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
    use super::*;
    use crate::store::MemoryStore;

    fn passage(text: &str) -> Passage {
        Passage {
            document: "a.md".into(),
            title: "A".into(),
            text: text.into(),
            plain: text.into(),
            ..Passage::default()
        }
    }

    #[tokio::test]
    async fn an_index_follows_the_passages_and_belongs_to_one_agent() {
        let store = Arc::new(MemoryStore::default());
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
