//! Waiting for a whole answer: what clients that do not stream get.

use parlor_shared::{content::Block, error::ErrorCode, widget::MessageStatus};

use super::Accepted;
use crate::core::{
    message::{Failure, Message},
    run::{Done, RunEvent, Step},
};

/// An answer that has ended well.
#[derive(Clone, Debug)]
pub struct Whole {
    /// What the visitor said.
    pub user: Message,
    /// The answer, as it was when the message was accepted: its text is in `text`.
    pub answer: Message,
    /// The answer was here before.
    pub replayed: bool,
    /// All of its text, Markdown.
    pub text: String,
    /// What came beside the text, in order.
    pub blocks: Vec<Block>,
    /// How it ended.
    pub done: Done,
}

impl Whole {
    /// The answer as it is stored: with its text.
    pub fn said(&self) -> Message {
        Message { text: self.text.clone(), status: MessageStatus::Complete, ..self.answer.clone() }
    }
}

impl Accepted {
    /// Waits for the end. Whoever stops waiting does not stop the answer.
    pub async fn whole(self) -> Result<Whole, Failure> {
        let mut follower = self.run.follow(0);
        let mut blocks = Vec::new();
        while let Some(step) = follower.next().await {
            match step {
                Step::Event(_, RunEvent::Done(done)) => {
                    let text = follower.text();
                    let Self { user, answer, replayed, .. } = self;
                    return Ok(Whole { user, answer, replayed, text, blocks, done });
                }
                Step::Event(_, RunEvent::Failed(failure)) => return Err(failure),
                Step::Event(_, RunEvent::Block(block)) => blocks.push(block),
                Step::Event(_, RunEvent::Text(_) | RunEvent::ToolCall { .. } | RunEvent::PageCall(_))
                | Step::Stage(_) => {}
                Step::Reset => _ = follower.snapshot(),
            }
        }
        Err(Failure { code: ErrorCode::Interrupted, retry_after: None })
    }
}
