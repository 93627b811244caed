//! An answer to a conversation that the caller keeps: nothing is stored, and nothing goes on when nobody reads.

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use parlor_shared::widget::{Finish, Usage};

use super::{Parts, Turns, answer::LONGEST};
use crate::core::{
    agent::{AgentError, AgentEvent, Question, Said},
    blocks::{self, Shows},
    entropy::{new_capability, new_id},
    error::Error,
    message::storable,
    profile::AgentProfile,
    security::budget::{Amount, Permit, Spender},
    tool::page::PageTools,
};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Who answers.
    pub agent: AgentProfile,
    /// What was said before, oldest first.
    pub history: Vec<Said>,
    /// What is said now.
    pub text: String,
}

/// A piece of the answer. The last one is the end, unless the answer fails.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// More text, in Markdown.
    Text(String),
    /// How it ended, and what it cost.
    End(Finish, Usage),
}

impl Turns {
    /// Asks an agent on the team's account. Dropping the stream ends the answer; what was reserved for it stands.
    #[tracing::instrument(skip_all)]
    pub async fn complete(&self, prompt: Prompt) -> Result<BoxStream<'static, Result<Piece, AgentError>>, Error> {
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
pub(super) fn asked(parts: &Parts, profile: AgentProfile, history: Vec<Said>, text: &str, permit: Permit) -> Question {
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
        shows: Shows::default(),
        page: PageTools::default(),
        visitor_name: None,
        profile,
        permit,
    }
}

/// Counts what an answer cost once it has ended.
async fn settled(permit: Permit, piece: Result<Piece, AgentError>) -> Result<Piece, AgentError> {
    match &piece {
        Ok(Piece::Text(_)) => {}
        Ok(Piece::End(_, usage)) => permit.settle(*usage, false).await,
        Err(_) => permit.settle(Usage::default(), true).await,
    }
    piece
}

/// At most one piece of an answer.
type Pieces = Vec<Result<Piece, AgentError>>;

/// Where an answer stands.
#[derive(Default)]
struct Reading {
    usage: Usage,
    length: usize,
    ended: bool,
}

impl Reading {
    /// `None` after the end; nothing in it for what a reader of text has no use for.
    fn take(&mut self, event: Result<AgentEvent, AgentError>) -> Option<Pieces> {
        if self.ended {
            return None;
        }
        let piece = match event {
            Ok(AgentEvent::Text(text)) => self.text(&text).map(Ok),
            Ok(AgentEvent::Block(block)) => {
                let words = blocks::sound(block, &|_| false).map(|block| blocks::in_words(&block)).unwrap_or_default();
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

    /// What is too long ends.
    fn text(&mut self, text: &str) -> Option<Piece> {
        if self.length >= LONGEST {
            return Some(self.end(Finish::Length));
        }
        let mut text = storable(text);
        text.truncate(text.floor_char_boundary(LONGEST - self.length));
        self.length += text.len();
        (!text.is_empty()).then_some(Piece::Text(text))
    }

    fn end(&mut self, finish: Finish) -> Piece {
        self.ended = true;
        Piece::End(finish, self.usage)
    }
}
