//! The agent that needs nothing but documents: it finds the passage that answers a question and says it in the
//! document's own words, with its source. No model, no network, the same answer every time.

mod blocks;
mod compose;
mod html;
mod ingest;
mod question;
mod rank;
mod reply;
#[cfg(test)]
pub(crate) mod testing;
mod words;

use std::sync::Arc;

use futures_util::{StreamExt, stream, stream::BoxStream};
use parlor_shared::{content::Block, widget::Finish};

pub use self::{
    compose::{Composed, compose},
    ingest::{folder, passages},
    question::{Concept, concepts, terms},
    rank::{Ranked, rank},
};
use self::reply::Texts;
use crate::core::{
    agent::{Agent, AgentError, AgentEvent, Question},
    knowledge::Query,
    store::{KnowledgeStore, StoreError},
};

/// Passages the store is asked for; the ranking chooses among them.
const CANDIDATES: u32 = 40;

type Step = Result<AgentEvent, AgentError>;

/// Answers from the passages stored for an agent.
pub struct Knowledge {
    store: Arc<dyn KnowledgeStore>,
}

impl Knowledge {
    /// Over a store's passages.
    pub fn new(store: Arc<dyn KnowledgeStore>) -> Self {
        Self { store }
    }
}

/// The passages of an agent that answer a text, best first; empty when the text asks for nothing.
pub async fn find(store: &dyn KnowledgeStore, agent: &parlor_shared::ids::AgentId, text: &str) -> Result<Vec<Ranked>, StoreError> {
    let concepts = concepts(text);
    if concepts.is_empty() {
        return Ok(Vec::new());
    }
    let hits = store.search(agent, &Query { terms: terms(&concepts), limit: CANDIDATES }).await?;
    Ok(rank(&concepts, hits))
}

impl Agent for Knowledge {
    fn answer(&self, question: Question) -> BoxStream<'static, Step> {
        let texts = reply::texts(&question.language);
        if let Some(reply) = reply::small_talk(&question.text, &question.language) {
            return stream::iter(said(reply).chain([Ok(AgentEvent::Finish(Finish::Stop))])).boxed();
        }
        let store = Arc::clone(&self.store);
        let search = stream::once(async move {
            let steps = match find(store.as_ref(), &question.profile.id, &question.text).await {
                Ok(ranked) => compose(&ranked).map_or_else(|| unknown(texts), |answer| told(texts, answer)),
                Err(error) => {
                    tracing::error!(%error, "the documents could not be searched");
                    vec![Err(AgentError::Unavailable)]
                }
            };
            stream::iter(steps)
        });
        stream::iter([Ok(AgentEvent::Stage("searching"))]).chain(search.flatten()).boxed()
    }
}

fn told(texts: &Texts, answer: Composed) -> Vec<Step> {
    let mut steps = Vec::new();
    if !answer.sure {
        steps.extend(said(texts.closest));
        steps.push(Ok(AgentEvent::Text("\n\n".into())));
    }
    steps.extend(said(&answer.text));
    steps.push(Ok(AgentEvent::Citations(answer.citations)));
    if !answer.suggestions.is_empty() {
        steps.push(Ok(AgentEvent::QuickReplies(answer.suggestions)));
    }
    if !answer.sure {
        steps.extend(unsure(texts));
    }
    steps.push(Ok(AgentEvent::Finish(Finish::Stop)));
    steps
}

fn unknown(texts: &Texts) -> Vec<Step> {
    said(texts.unknown).chain(unsure(texts)).chain([Ok(AgentEvent::Finish(Finish::Stop))]).collect()
}

/// Offers a person.
fn unsure(texts: &Texts) -> [Step; 2] {
    let button = Block::EscalationButton { label: texts.person.into(), message: texts.ask_person.into() };
    [Ok(AgentEvent::LowConfidence), Ok(AgentEvent::Block(button))]
}

/// A text a word at a time.
fn said(text: &str) -> impl Iterator<Item = Step> {
    text.split_inclusive(char::is_whitespace).map(|word| Ok(AgentEvent::Text(word.to_owned())))
}

#[cfg(test)]
mod tests;
