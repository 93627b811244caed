//! Searching, in memory.

use std::collections::{BTreeMap, BTreeSet};

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

/// A passage, and its words in lower case, each once: read when it is stored, not at every question.
#[derive(Debug)]
pub(super) struct Indexed {
    passage: Passage,
    title: Vec<String>,
    plain: Vec<String>,
}

#[async_trait]
impl KnowledgeStore for MemoryStore {
    async fn replace_passages(&self, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
        self.tables()?.passages.insert(agent.clone(), passages.iter().map(Indexed::new).collect());
        Ok(())
    }

    async fn replace_documents(&self, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()> {
        let tables = &mut *self.tables()?;
        let kept = tables.passages.entry(agent.clone()).or_default();
        kept.retain(|indexed| !names.iter().any(|name| clean(name) == indexed.passage.document));
        kept.extend(passages.iter().map(Indexed::new));
        Ok(())
    }

    async fn documents(&self, agent: &AgentId) -> Stored<Vec<Document>> {
        let tables = self.tables()?;
        let mut counts = BTreeMap::<&str, u32>::new();
        for indexed in tables.passages.get(agent).into_iter().flatten() {
            *counts.entry(&indexed.passage.document).or_default() += 1;
        }
        Ok(counts.into_iter().map(|(name, passages)| Document { name: name.to_owned(), passages }).collect())
    }

    async fn search(&self, agent: &AgentId, query: &Query) -> Stored<Vec<Hit>> {
        let tables = self.tables()?;
        let all = tables.passages.get(agent).map_or(&[][..], Vec::as_slice);
        let terms: Vec<_> = query.terms.iter().map(|term| (term.as_str(), weight(term, all))).collect();
        let score = |indexed: &Indexed| terms.iter().map(|(term, weight)| weight * indexed.presence(term)).sum::<f64>();
        let mut hits: Vec<_> = all.iter().map(|indexed| (score(indexed), indexed)).collect();
        hits.retain(|(score, _)| *score > 0.0);
        hits.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        hits.truncate(query.limit as usize);
        Ok(hits.into_iter().map(|(score, indexed)| Hit { passage: indexed.passage.clone(), score }).collect())
    }
}

impl Indexed {
    fn new(passage: &Passage) -> Self {
        let passage = Passage {
            document: clean(&passage.document),
            ordinal: passage.ordinal,
            title: clean(&passage.title),
            url: clean_option(passage.url.as_ref()),
            text: clean(&passage.text),
            plain: clean(&passage.plain),
        };
        Self { title: words(&passage.title), plain: words(&passage.plain), passage }
    }

    /// How much a term counts here: once in the text, four times in the heading.
    fn presence(&self, term: &str) -> f64 {
        4.0 * f64::from(has(&self.title, term)) + f64::from(has(&self.plain, term))
    }
}

/// The rarer a term, the more it tells.
#[expect(clippy::cast_precision_loss, reason = "passages are far fewer than 2^52")]
fn weight(term: &str, all: &[Indexed]) -> f64 {
    let with = all.iter().filter(|indexed| indexed.presence(term) > 0.0).count();
    ((all.len() as f64 + 1.0) / (with as f64 + 0.5)).ln()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whether one of the words begins with the term, or the term with a word of more than three letters.
fn has(words: &[String], term: &str) -> bool {
    let matches = |word: &String| word.starts_with(term) || (word.len() > 3 && term.starts_with(word.as_str()));
    !term.is_empty() && words.iter().any(matches)
}
