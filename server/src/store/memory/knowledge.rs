//! Passages, in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parlor_shared::ids::AgentId;

use super::MemoryStore;
use crate::{
    core::{
        knowledge::{Document, Passage},
        store::{KnowledgeStore, Stored},
    },
    store::{clean, clean_option},
};

/// The passages of an agent.
#[derive(Debug, Default)]
pub(super) struct Known {
    version: u64,
    passages: Vec<Passage>,
}

#[async_trait]
impl KnowledgeStore for MemoryStore {
    async fn replace_passages(&self, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
        let tables = &mut *self.tables()?;
        tables.passages.entry(agent.clone()).or_default().replace(passages, |_| false);
        Ok(())
    }

    async fn replace_documents(&self, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()> {
        let tables = &mut *self.tables()?;
        let stays = |passage: &Passage| !names.iter().any(|name| clean(name) == passage.document);
        tables.passages.entry(agent.clone()).or_default().replace(passages, stays);
        Ok(())
    }

    async fn documents(&self, agent: &AgentId) -> Stored<Vec<Document>> {
        let tables = self.tables()?;
        let mut counts = BTreeMap::<&str, u32>::new();
        for passage in tables.passages.get(agent).into_iter().flat_map(|known| &known.passages) {
            *counts.entry(&passage.document).or_default() += 1;
        }
        Ok(counts.into_iter().map(|(name, passages)| Document { name: name.to_owned(), passages }).collect())
    }

    async fn passages_version(&self, agent: &AgentId) -> Stored<u64> {
        Ok(self.tables()?.passages.get(agent).map_or(0, |known| known.version))
    }

    async fn passages(&self, agent: &AgentId) -> Stored<Vec<Passage>> {
        Ok(self.tables()?.passages.get(agent).map(|known| known.passages.clone()).unwrap_or_default())
    }
}

impl Known {
    fn replace(&mut self, passages: &[Passage], stays: impl Fn(&Passage) -> bool) {
        self.version += 1;
        self.passages.retain(stays);
        self.passages.extend(passages.iter().map(kept));
        self.passages.sort_by(|a, b| (&a.document, a.ordinal).cmp(&(&b.document, b.ordinal)));
    }
}

fn kept(passage: &Passage) -> Passage {
    Passage {
        document: clean(&passage.document),
        ordinal: passage.ordinal,
        title: clean(&passage.title),
        url: clean_option(passage.url.as_ref()),
        text: clean(&passage.text),
        plain: clean(&passage.plain),
    }
}
