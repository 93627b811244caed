//! Messages: what was said, and where an answer stands.

use std::time::Duration;

use jiff::Timestamp;
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    ids::{ConversationId, MessageId},
    widget::{FeedbackValue, Finish, MessageStatus, Role, Usage},
};
use serde::{Deserialize, Serialize};

use super::{attachment::Attached, blocks::Filled};

/// Free text as every store can keep it.
pub fn storable(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// One message. An answer's id also names the run that writes it.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Its place in the conversation: 1, 2, 3 … Order never depends on a clock.
    pub seq: i64,
    /// Who said it.
    pub role: Role,
    /// Where it stands.
    pub status: MessageStatus,
    /// What was said: plain text from a visitor, Markdown from an agent.
    pub text: String,
    /// A visitor's message: the client's id of it, unique in the conversation for ever.
    pub client_id: Option<String>,
    /// An answer: the visitor's message it belongs to.
    pub reply_to: Option<MessageId>,
    /// What came beside the text.
    pub extras: Extras,
    /// What the visitor thinks of it.
    pub feedback: Option<Feedback>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What comes beside the text. Stored as JSON.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    /// A visitor's message: their files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attached>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReply>,
    /// Everything else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// A visitor's message: the form it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Filled>,
    /// What it cost.
    pub usage: Usage,
    /// The agent is not sure.
    pub low_confidence: bool,
    /// How it ended; absent while it runs and after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish: Option<Finish>,
    /// Why it failed; absent unless it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Why an answer failed, as the stream's `error` event told it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The stable name.
    pub code: parlor_shared::error::ErrorCode,
    /// Seconds to wait before another try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Failure {
    /// How long to wait before another try, if it is known.
    pub fn wait(&self) -> Option<Duration> {
        self.retry_after.map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// What a visitor thinks of an answer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Feedback {
    /// Up or down.
    pub value: FeedbackValue,
    /// A short reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}
