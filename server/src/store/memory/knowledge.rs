//! Passages, in memory.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::AgentId;

use super::MemoryStore;
use crate::{
    core::{
        knowledge::{AllEmbedded, Document, Embedded, Passage},
        store::{EmbeddingStore, KnowledgeStore, Lease, Stored},
    },
    store::{clean, clean_option},
};

/// The passages of an agent.
#[derive(Debug, Default)]
pub(super) struct Known {
    version: u64,
    passages: Vec<Passage>,
    embeddings: Embeddings,
}

/// What models say of them.
#[derive(Debug, Default)]
struct Embeddings {
    version: u64,
    /// By the model and the hash of the text.
    vectors: HashMap<(String, String), Vec<i8>>,
    /// The model that embedded all passages of a version.
    whole: Option<(String, u64)>,
    lease: Option<Lease>,
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

#[async_trait]
impl EmbeddingStore for MemoryStore {
    async fn agents_to_embed(&self, model: &str, now: Timestamp, limit: u32) -> Stored<Vec<AgentId>> {
        let tables = self.tables()?;
        let is_left = |known: &Known| {
            let is_whole =
                known.embeddings.whole.as_ref().is_some_and(|(by, of)| *by == clean(model) && *of >= known.version);
            known.version > 0 && !is_whole && known.embeddings.lease.as_ref().is_none_or(|lease| lease.until <= now)
        };
        let mut agents: Vec<AgentId> =
            tables.passages.iter().filter(|(_, known)| is_left(known)).map(|(agent, _)| agent.clone()).collect();
        agents.sort();
        agents.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(agents)
    }

    async fn claim_embedding(&self, agent: &AgentId, lease: &Lease, now: Timestamp) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        let Some(known) = tables.passages.get_mut(agent) else { return Ok(false) };
        let is_free = known.embeddings.lease.as_ref().is_none_or(|it| it.owner == lease.owner || it.until <= now);
        if is_free {
            known.embeddings.lease = Some(lease.clone());
        }
        Ok(is_free)
    }

    async fn put_embeddings(&self, agent: &AgentId, model: &str, embedded: &[Embedded]) -> Stored<()> {
        let tables = &mut *self.tables()?;
        let Some(known) = tables.passages.get_mut(agent) else { return Ok(()) };
        known.embeddings.version += 1;
        for Embedded { hash, vector } in embedded {
            known.embeddings.vectors.entry((clean(model), clean(hash))).or_insert_with(|| vector.clone());
        }
        Ok(())
    }

    async fn finish_embedding(&self, agent: &AgentId, done: &AllEmbedded) -> Stored<()> {
        let tables = &mut *self.tables()?;
        let Some(Known { embeddings, .. }) = tables.passages.get_mut(agent) else { return Ok(()) };
        embeddings.version += 1;
        embeddings.vectors.retain(|(model, hash), _| *model == clean(&done.model) && done.hashes.contains(hash));
        if embeddings.lease.as_ref().is_some_and(|lease| lease.owner == done.owner) {
            embeddings.whole = Some((clean(&done.model), done.version));
            embeddings.lease = None;
        }
        Ok(())
    }

    async fn embeddings_version(&self, agent: &AgentId) -> Stored<u64> {
        Ok(self.tables()?.passages.get(agent).map_or(0, |known| known.embeddings.version))
    }

    async fn embeddings(&self, agent: &AgentId, model: &str) -> Stored<Vec<Embedded>> {
        let tables = self.tables()?;
        let vectors = tables.passages.get(agent).into_iter().flat_map(|known| &known.embeddings.vectors);
        let of = vectors.filter(|((by, _), _)| *by == clean(model));
        Ok(of.map(|((_, hash), vector)| Embedded { hash: hash.clone(), vector: vector.clone() }).collect())
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
