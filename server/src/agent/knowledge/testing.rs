//! A question, and a store that knows passages by heart.

use std::sync::Mutex;

use async_trait::async_trait;
use parlor_shared::ids::AgentId;

use crate::core::{
    account::{AgentProfile, AgentSpec},
    agent::Question,
    knowledge::{Hit, Passage, Query},
    store::{KnowledgeStore, StoreError, Stored},
};

/// A question in a language.
pub(crate) fn question(text: &str, language: &str) -> Question {
    let profile = AgentProfile {
        id: "agent".parse().unwrap(),
        name: "Agent".into(),
        spec: AgentSpec::Knowledge,
        starter_prompts: Vec::new(),
        language: "en".into(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
    };
    Question {
        profile,
        conversation_id: "c".parse().unwrap(),
        message_id: "m".parse().unwrap(),
        text: text.into(),
        history: Vec::new(),
        page_context: None,
        page_url: None,
        language: language.into(),
    }
}

/// Scores a passage by how many of the terms it has.
#[derive(Default)]
pub(crate) struct Shelf {
    pub(crate) passages: Mutex<Vec<Passage>>,
    pub(crate) broken: bool,
}

#[async_trait]
impl KnowledgeStore for Shelf {
    async fn replace_passages(&self, _: &AgentId, passages: &[Passage]) -> Stored<()> {
        *self.passages.lock().unwrap() = passages.to_vec();
        Ok(())
    }

    async fn search(&self, _: &AgentId, query: &Query) -> Stored<Vec<Hit>> {
        if self.broken {
            return Err(StoreError::Unavailable("broken".into()));
        }
        let score = |p: &Passage| query.terms.iter().map(|t| f64::from(p.plain.to_lowercase().contains(t))).sum();
        let hits = self.passages.lock().unwrap().iter().map(|p| Hit { passage: p.clone(), score: score(p) }).collect::<Vec<_>>();
        Ok(hits.into_iter().filter(|hit| hit.score > 0.0).collect())
    }
}
