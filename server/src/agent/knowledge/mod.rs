//! An agent that answers from indexed documents, without a model: it quotes the passage that answers, says where it
//! comes from, and says so when it does not know.
//!
//! [`Library`] keeps an index of each agent's passages: `text` cuts texts into terms, `index` weighs them, `query` takes a
//! question apart (with `function_words`, `spelling` and `synonyms`), `compose` cuts the answer out of the best passage, and
//! `phrases` are what the agent says by itself. [`ingest()`] fills the store.

mod asked;
mod compose;
mod function_words;
mod index;
mod ingest;
mod library;
mod markdown;
mod meaning;
mod phrases;
mod query;
mod search;
mod spelling;
mod synonyms;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

pub(crate) use asked::asked;
use futures_util::stream::BoxStream;
pub use ingest::{IngestError, Ingested, Refused, ingest, passages, read_document, read_folder, read_text};
pub use library::Library;
use parlor_shared::{
    content::{Block, QuickReply},
    widget::Finish,
};

use self::{
    phrases::{Phrases, phrases, small_talk},
    search::Found,
};
use super::flow::{EventSender, tell};
use crate::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, Question},
    },
    owner::agent::{AgentSpec, Replies},
};

/// A passage that says less of a question may not have been meant by it.
const POSSIBLE: f32 = 0.12;
/// Beside an answer, a passage that says less than this part of what the answer says is about something else.
const RELATED: f32 = 0.5;

/// Answers from an agent's documents.
pub struct Knowledge {
    library: Arc<Library>,
}

impl Knowledge {
    /// Looks things up in this library.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library }
    }
}

impl Agent for Knowledge {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        let library = Arc::clone(&self.library);
        tell(move |sender| async move {
            let phrases = phrases(&question.language).ok_or(AgentError::Misconfigured)?;
            let own = replies(&question.profile.spec);
            match small_talk(&question.text, phrases) {
                Some((talk, said_in)) => say(&sender, &said_in.reply(talk, &question.profile.name, &own)).await,
                None => reply(&sender, phrases, &own, &find(&library, &sender, &question).await?).await,
            }
            sender.send(AgentEvent::Finish(Finish::Stop)).await;
            Ok(())
        })
    }
}

/// The owner's own replies.
fn replies(spec: &AgentSpec) -> Replies {
    if let AgentSpec::Knowledge { replies, .. } = spec { (**replies).clone() } else { Replies::default() }
}

async fn find(library: &Library, sender: &EventSender, question: &Question) -> Result<Found, AgentError> {
    sender.send(AgentEvent::Stage("searching")).await;
    library.find(&question.profile.id, asked(question)).await
}

async fn reply(sender: &EventSender, phrases: &Phrases, own: &Replies, found: &Found) {
    if !found.is_sure {
        return give_up(sender, phrases, own, found).await;
    }
    say(sender, &compose::text(found)).await;
    sender.send(AgentEvent::Citations(compose::citations(found))).await;
    let related = found.scores.first().map_or(POSSIBLE, |best| POSSIBLE.max(RELATED * best));
    suggest(sender, compose::questions(found, 1, related, phrases)).await;
}

/// Says that it is not sure, offers what may have been meant, and a person.
async fn give_up(sender: &EventSender, phrases: &Phrases, own: &Replies, found: &Found) {
    sender.send(AgentEvent::LowConfidence).await;
    let meant = compose::questions(found, 0, POSSIBLE, phrases);
    let texts = phrases.texts;
    let (own, built_in) = if meant.is_empty() { (&own.unknown, &texts.unknown) } else { (&own.unsure, &texts.unsure) };
    say(sender, own.as_ref().unwrap_or(built_in)).await;
    let (label, message) = (texts.person.clone(), texts.ask_person.clone());
    sender.send(AgentEvent::Block(Block::EscalationButton { label, message })).await;
    suggest(sender, meant).await;
}

async fn suggest(sender: &EventSender, questions: Vec<QuickReply>) {
    if !questions.is_empty() {
        sender.send(AgentEvent::QuickReplies(questions)).await;
    }
}

/// Word by word; the white space stays as it is.
async fn say(sender: &EventSender, text: &str) {
    for word in text.split_inclusive(' ') {
        sender.send(AgentEvent::Text(word.to_owned())).await;
    }
}
