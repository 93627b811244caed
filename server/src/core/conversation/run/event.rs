//! The events of an answer's log.

use parlor_shared::{
    content::{Block, Citation, Node, QuickReply},
    error::ErrorCode,
    widget::{Finish, Usage},
};
use serde::{Deserialize, Serialize};

use crate::core::conversation::{message::AnswerFailure, tool::page_tools::PageCall};

/// A numbered event. Stored as JSON in the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEvent {
    /// More text.
    Text(String),
    /// A block shown besides the text.
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
    /// The end of an answer that did not fail. Its text is in the events before it.
    Done(Done),
    /// The end of an answer that failed.
    Failed(AnswerFailure),
}

impl RunEvent {
    /// Returns true if no event comes after it.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_))
    }

    /// Returns true if it reports that the writer of the answer is gone. The text written last may not be in the log.
    pub const fn is_interruption(&self) -> bool {
        matches!(self, Self::Failed(AnswerFailure { code: ErrorCode::Interrupted, .. }))
    }
}

/// The end of an answer that did not fail.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Done {
    /// The way it ended.
    pub finish: Finish,
    /// The sources of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReply>,
    /// The usage.
    pub usage: Usage,
    /// True if the agent is not sure.
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

/// The state of an answer after event `seq`.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    /// The number of the last event it contains.
    pub seq: u64,
    /// The text so far.
    pub text: String,
    /// The document so far, if requested.
    pub nodes: Option<Vec<Node>>,
}
