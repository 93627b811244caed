//! An agent that answers from indexed documents, without a model: it quotes the passage that answers, says where it
//! comes from, and says so when it does not know.
//!
//! `words` analyses the question, the store's index finds candidates, `rank` orders them, `compose` writes the answer.
//! [`ingest()`] fills the index.

mod compose;
mod ingest;
mod markdown;
mod phrases;
mod rank;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use futures_util::stream::BoxStream;
pub use ingest::{IngestError, Ingested, Refused, ingest, passages, read_document, read_folder, read_text};
use parlor_shared::{content::Block, ids::AgentId, widget::Finish};

use self::{
    phrases::{Phrases, phrases, small_talk},
    rank::{Ranked, rank},
};
use super::flow::{Teller, tell};
use crate::core::{
    agent::{Agent, AgentError, AgentEvent, Question},
    knowledge::{Passage, Query},
    store::KnowledgeStore,
};

/// Candidates asked of the index.
const CANDIDATES: u32 = 30;
/// The least share of a question's words that a passage must cover to count as an answer.
const CONFIDENT: f64 = 0.5;

/// Finds passages of an agent's documents.
#[async_trait::async_trait]
pub trait Passages: Send + Sync + 'static {
    /// As [`KnowledgeStore::search`], for anything that holds one.
    async fn find(
        &self,
        agent: &AgentId,
        query: &Query,
    ) -> crate::core::store::Stored<Vec<crate::core::knowledge::Hit>>;
}

#[async_trait::async_trait]
impl<S: KnowledgeStore + ?Sized> Passages for Arc<S> {
    async fn find(
        &self,
        agent: &AgentId,
        query: &Query,
    ) -> crate::core::store::Stored<Vec<crate::core::knowledge::Hit>> {
        self.search(agent, query).await
    }
}

/// Answers from an agent's documents.
pub struct Knowledge {
    passages: Arc<dyn Passages>,
}

impl Knowledge {
    /// Searches in this store: `Arc<dyn Store>`, `Arc<dyn KnowledgeStore>` or any one of them.
    pub fn new<S: KnowledgeStore + ?Sized>(store: Arc<S>) -> Self {
        Self { passages: Arc::new(store) }
    }
}

impl Agent for Knowledge {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        let passages = Arc::clone(&self.passages);
        tell(move |teller| async move {
            let phrases = phrases(&question.language);
            match small_talk(&question.text, phrases) {
                Some(reply) => say(&teller, reply).await,
                None => reply(&teller, phrases, &find(&*passages, &teller, &question).await?).await,
            }
            teller.say(AgentEvent::Finish(Finish::Stop)).await;
            Ok(())
        })
    }
}

/// The passages of an agent that answer a question best, best first: what the agent itself would quote first.
pub async fn best(passages: &dyn Passages, agent: &AgentId, question: &str) -> Result<Vec<Passage>, AgentError> {
    Ok(ranked(passages, agent, question).await?.into_iter().map(|ranked| ranked.hit.passage).collect())
}

async fn ranked(passages: &dyn Passages, agent: &AgentId, question: &str) -> Result<Vec<Ranked>, AgentError> {
    let asked = words::terms(question);
    let mut terms = asked.clone();
    terms.extend(words::synonyms(&asked));
    let hits = passages.find(agent, &Query { terms, limit: CANDIDATES }).await.map_err(|error| {
        tracing::error!(%error, "the index could not be searched");
        AgentError::Unavailable
    })?;
    Ok(rank(&asked, hits))
}

async fn find(passages: &dyn Passages, teller: &Teller, question: &Question) -> Result<Vec<Ranked>, AgentError> {
    teller.say(AgentEvent::Stage("searching")).await;
    ranked(passages, &question.profile.id, &question.text).await
}

async fn reply(teller: &Teller, phrases: &Phrases, ranked: &[Ranked]) {
    if ranked.first().is_none_or(|best| best.coverage < CONFIDENT) {
        return give_up(teller, phrases).await;
    }
    let quoted = compose::quoted(ranked);
    say(teller, &compose::text(phrases, &quoted)).await;
    teller.say(AgentEvent::Citations(compose::citations(&quoted))).await;
    let suggestions = compose::suggestions(ranked, &quoted);
    if !suggestions.is_empty() {
        teller.say(AgentEvent::QuickReplies(suggestions)).await;
    }
}

async fn give_up(teller: &Teller, phrases: &Phrases) {
    teller.say(AgentEvent::LowConfidence).await;
    say(teller, phrases.unknown).await;
    let (label, message) = (phrases.person.to_owned(), phrases.ask_person.to_owned());
    teller.say(AgentEvent::Block(Block::EscalationButton { label, message })).await;
}

/// Word by word; the white space stays as it is.
async fn say(teller: &Teller, text: &str) {
    for word in text.split_inclusive(' ') {
        teller.say(AgentEvent::Text(word.to_owned())).await;
    }
}
