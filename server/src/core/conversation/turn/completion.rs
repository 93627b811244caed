//! An answer to a conversation that the caller keeps: nothing is stored, and the work stops when no one reads.

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use parlor_shared::widget::{Finish, Usage};

use super::{answer::LONGEST, parts::Parts, turns::Turns};
use crate::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{AgentEvent, HistoryMessage, Question},
        blocks::{self, ClientFeatures},
        message::storable,
        tool::page_tools::PageTools,
    },
    entropy::{new_capability, new_id},
    error::Error,
    owner::agent::AgentProfile,
    security::budget::{Amount, Spender, service::Permit},
};

/// A prompt for an agent.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The agent that answers.
    pub agent: AgentProfile,
    /// Earlier messages, oldest first.
    pub history: Vec<HistoryMessage>,
    /// The current message.
    pub text: String,
}

/// A piece of the answer. The last one is the end, unless the answer fails.
#[derive(Clone, PartialEq, Debug)]
pub enum CompletionPiece {
    /// More text, in Markdown.
    Text(String),
    /// The way it ended, and its usage.
    End(Finish, Usage),
}

impl Turns {
    /// Asks an agent on the team's account. Dropping the stream ends the answer; the amount reserved for it stays
    /// charged.
    #[tracing::instrument(skip_all)]
    pub async fn complete(
        &self,
        prompt: Prompt,
    ) -> Result<BoxStream<'static, Result<CompletionPiece, AgentError>>, Error> {
        self.refuse_while_draining()?;
        let agent = self.parts.agents.find(&prompt.agent)?;
        let spender = Spender::of_team(prompt.agent.team_id.clone());
        let permit = self.budgets.reserve(&spender, Amount::call(prompt.agent.reserved_tokens())).await?;
        let question = asked(&self.parts, prompt.agent, prompt.history, &prompt.text, permit.clone());
        let events = agent.answer(question).take_until(self.cut.clone().cancelled_owned());
        Ok(events
            .scan(Reading::default(), |reading, event| std::future::ready(reading.take(event)))
            .flat_map(stream::iter)
            .then(move |piece| settled(permit.clone(), piece))
            .boxed())
    }
}

/// A question to an agent that belongs to no stored conversation.
pub(super) fn asked(
    parts: &Parts,
    profile: AgentProfile,
    history: Vec<HistoryMessage>,
    text: &str,
    permit: Permit,
) -> Question {
    Question {
        conversation_id: new_capability(parts.entropy.as_ref()),
        message_id: new_id(parts.clock.now(), parts.entropy.as_ref()),
        text: storable(text),
        attachments: Vec::new(),
        form: None,
        history,
        page_context: None,
        page_url: None,
        language: profile.language.clone(),
        shows: ClientFeatures::default(),
        page: PageTools::default(),
        visitor_name: None,
        profile,
        permit,
    }
}

/// Counts what an answer cost once it has ended.
async fn settled(permit: Permit, piece: Result<CompletionPiece, AgentError>) -> Result<CompletionPiece, AgentError> {
    match &piece {
        Ok(CompletionPiece::Text(_)) => {}
        Ok(CompletionPiece::End(_, usage)) => permit.settle(*usage, false).await,
        Err(_) => permit.settle(Usage::default(), true).await,
    }
    piece
}

/// At most one piece of an answer.
type Pieces = Vec<Result<CompletionPiece, AgentError>>;

/// The progress of an answer.
#[derive(Default)]
struct Reading {
    usage: Usage,
    length: usize,
    ended: bool,
}

impl Reading {
    /// Converts an event; `None` after the end, empty for an event that a text client does not need.
    fn take(&mut self, event: Result<AgentEvent, AgentError>) -> Option<Pieces> {
        if self.ended {
            return None;
        }
        let piece = match event {
            Ok(AgentEvent::Text(text)) => self.text(&text).map(Ok),
            Ok(AgentEvent::Block(block)) => {
                let words =
                    blocks::validate(block, &|_| false).map(|block| blocks::fallback_text(&block)).unwrap_or_default();
                if words.is_empty() { None } else { self.text(&format!("\n\n{words}\n\n")).map(Ok) }
            }
            Ok(AgentEvent::Usage(usage)) => {
                self.usage = usage;
                None
            }
            Ok(AgentEvent::Finish(finish)) => Some(Ok(self.end(finish))),
            Ok(_) => None,
            Err(error) => {
                self.ended = true;
                Some(Err(error))
            }
        };
        Some(Pieces::from_iter(piece))
    }

    /// Returns the text, cut to the longest allowed; beyond that, the end.
    fn text(&mut self, text: &str) -> Option<CompletionPiece> {
        if self.length >= LONGEST {
            return Some(self.end(Finish::Length));
        }
        let mut text = storable(text);
        text.truncate(text.floor_char_boundary(LONGEST - self.length));
        self.length += text.len();
        (!text.is_empty()).then_some(CompletionPiece::Text(text))
    }

    fn end(&mut self, finish: Finish) -> CompletionPiece {
        self.ended = true;
        CompletionPiece::End(finish, self.usage)
    }
}
