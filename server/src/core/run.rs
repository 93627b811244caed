//! An answer in the making: a numbered log that followers read at their own pace, and a way to stop it.
//!
//! The log is the only buffer. A follower holds a number, not a queue: a slow one costs nothing and a new one begins
//! wherever it likes. Events are numbered 1, 2, 3 … without gaps; 0 is the start itself. The last is terminal.

pub mod compact;
mod drawing;
mod follower;
mod live;
mod registry;
#[cfg(test)]
mod tests;

pub use follower::{Follower, Snapshot, Step};
pub use live::LiveRun;
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    error::ErrorCode,
    widget::{Finish, Usage},
};
pub use registry::Runs;
use serde::{Deserialize, Serialize};

use super::{message::Failure, tool::page::PageCall};

/// A numbered event. Stored as JSON in the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEvent {
    /// More text.
    Text(String),
    /// Something beside the text.
    Block(Block),
    /// A tool was used.
    ToolCall {
        /// Its name.
        name: String,
        /// Its arguments.
        args: serde_json::Value,
    },
    /// The page is asked to use one of its tools.
    PageCall(PageCall),
    /// The end of an answer that did not fail. The text is what the events before it say.
    Done(Done),
    /// The end of an answer that failed.
    Failed(Failure),
}

impl RunEvent {
    /// Whether nothing comes after it.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_))
    }

    /// Whether it says that whoever wrote the answer is gone. What they wrote last may not be in the log.
    pub const fn is_interruption(&self) -> bool {
        matches!(self, Self::Failed(Failure { code: ErrorCode::Interrupted, .. }))
    }
}

/// How an answer ended that did not fail.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Done {
    /// How.
    pub finish: Finish,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReply>,
    /// What it cost.
    pub usage: Usage,
    /// The agent is not sure.
    pub low_confidence: bool,
}

/// Consecutive events of a log, as they are stored together.
#[derive(Clone, PartialEq, Debug)]
pub struct LogChunk {
    /// The number of the first; the others follow without gaps.
    pub first_seq: u64,
    /// Not empty.
    pub events: Vec<RunEvent>,
}

impl LogChunk {
    /// The number of the last.
    pub fn last_seq(&self) -> u64 {
        self.first_seq + self.events.len() as u64 - 1
    }
}
