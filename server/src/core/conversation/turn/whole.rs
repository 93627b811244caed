//! Waiting for a whole answer, for clients that do not stream.

use parlor_shared::{content::Block, error::ErrorCode, widget::MessageStatus};

use super::turns::Accepted;
use crate::core::conversation::{
    message::{AnswerFailure, Message},
    run::{Done, FollowStep, RunEvent},
};

/// An answer that has ended well.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The visitor's message.
    pub user: Message,
    /// The answer, as it was when the message was accepted: its text is in `text`.
    pub answer: Message,
    /// True if the answer already existed.
    pub replayed: bool,
    /// All of its text, Markdown.
    pub text: String,
    /// Blocks besides the text, in order.
    pub blocks: Vec<Block>,
    /// The end of the answer.
    pub done: Done,
}

impl Whole {
    /// The answer as it is stored: with its text.
    pub fn said(&self) -> Message {
        Message { text: self.text.clone(), status: MessageStatus::Complete, ..self.answer.clone() }
    }
}

impl Accepted {
    /// Waits for the end. Dropping the future does not stop the answer.
    pub async fn whole(self) -> Result<Whole, AnswerFailure> {
        let mut follower = self.run.follow(0);
        let mut blocks = Vec::new();
        while let Some(step) = follower.next().await {
            match step {
                FollowStep::Event(_, RunEvent::Done(done)) => {
                    let text = follower.text();
                    let Self { user, answer, replayed, .. } = self;
                    return Ok(Whole { user, answer, replayed, text, blocks, done });
                }
                FollowStep::Event(_, RunEvent::Failed(failure)) => return Err(failure),
                FollowStep::Event(_, RunEvent::Block(block)) => blocks.push(block),
                FollowStep::Event(_, RunEvent::Text(_) | RunEvent::ToolCall { .. } | RunEvent::PageCall(_))
                | FollowStep::Stage(_) => {}
                FollowStep::Reset => _ = follower.snapshot(),
            }
        }
        Err(AnswerFailure { code: ErrorCode::Interrupted, retry_after: None })
    }
}
