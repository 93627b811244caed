//! Searching, in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parlor_shared::ids::AgentId;

use super::MemoryStore;
use crate::{
    core::{
        knowledge::{Document, Hit, Passage, Query},
        store::{KnowledgeStore, Stored},
    },
    store::{clean, clean_option},
};

#[async_trait]
impl KnowledgeStore for MemoryStore {
    async fn replace_passages(&self, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
        self.tables()?.passages.insert(agent.clone(), passages.iter().map(cleaned).collect());
        Ok(())
    }

    async fn replace_documents(&self, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()> {
        let tables = &mut *self.tables()?;
        let kept = tables.passages.entry(agent.clone()).or_default();
        kept.retain(|passage| !names.iter().any(|name| clean(name) == passage.document));
        kept.extend(passages.iter().map(cleaned));
        Ok(())
    }

    async fn documents(&self, agent: &AgentId) -> Stored<Vec<Document>> {
        let tables = self.tables()?;
        let mut counts = BTreeMap::<&str, u32>::new();
        for passage in tables.passages.get(agent).into_iter().flatten() {
            *counts.entry(&passage.document).or_default() += 1;
        }
        Ok(counts.into_iter().map(|(name, passages)| Document { name: name.to_owned(), passages }).collect())
    }

    async fn search(&self, agent: &AgentId, query: &Query) -> Stored<Vec<Hit>> {
        let tables = self.tables()?;
        let passages = tables.passages.get(agent).map_or(&[][..], Vec::as_slice);
        let mut hits: Vec<_> = passages
            .iter()
            .map(|passage| Hit { passage: passage.clone(), score: score(passage, query, passages) })
            .collect();
        hits.retain(|hit| hit.score > 0.0);
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(query.limit as usize);
        Ok(hits)
    }
}

fn cleaned(passage: &Passage) -> Passage {
    Passage {
        document: clean(&passage.document),
        ordinal: passage.ordinal,
        title: clean(&passage.title),
        url: clean_option(passage.url.as_ref()),
        text: clean(&passage.text),
        plain: clean(&passage.plain),
    }
}

/// How many of the terms a passage has, each weighed by how rare it is; in the heading four times.
fn score(passage: &Passage, query: &Query, all: &[Passage]) -> f64 {
    query
        .terms
        .iter()
        .map(|term| weight(term, all) * (4.0 * presence(&passage.title, term) + presence(&passage.plain, term)))
        .sum()
}

#[expect(clippy::cast_precision_loss, reason = "passages are far fewer than 2^52")]
fn weight(term: &str, all: &[Passage]) -> f64 {
    let with = all.iter().filter(|p| presence(&p.title, term) + presence(&p.plain, term) > 0.0).count();
    ((all.len() as f64 + 1.0) / (with as f64 + 0.5)).ln()
}

fn presence(text: &str, term: &str) -> f64 {
    if term.is_empty() {
        return 0.0;
    }
    let starts = |word: &str| {
        word.to_lowercase().starts_with(term) || (word.len() > 3 && term.starts_with(&word.to_lowercase()))
    };
    f64::from(text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').filter(|w| !w.is_empty()).any(starts))
}
