//! Messages of visitors and agents, and the status of answers.

use std::time::Duration;

use jiff::Timestamp;
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    ids::{ConversationId, MessageId},
    widget::{FeedbackValue, Finish, MessageStatus, Role, Usage},
};
use serde::{Deserialize, Serialize};

use super::{attachment::Attached, blocks::FormSubmission};

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
    /// The sender.
    pub role: Role,
    /// Its status.
    pub status: MessageStatus,
    /// The text: plain text from a visitor, Markdown from an agent.
    pub text: String,
    /// A visitor's message: the client's id of it, permanently unique in the conversation.
    pub client_id: Option<String>,
    /// An answer: the visitor's message it belongs to.
    pub reply_to: Option<MessageId>,
    /// Everything besides the text.
    pub extras: Extras,
    /// The visitor's feedback on it.
    pub feedback: Option<Feedback>,
    /// Time of creation.
    pub created_at: Timestamp,
}

/// Everything in a message besides the text. Stored as JSON.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    /// A visitor's message: their files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attached>,
    /// An answer: its sources.
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
    pub form: Option<FormSubmission>,
    /// An answer: its usage.
    pub usage: Usage,
    /// True if the agent is not sure.
    pub low_confidence: bool,
    /// The way it ended; absent while it runs and after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish: Option<Finish>,
    /// The reason it failed; absent unless it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<AnswerFailure>,
}

impl Extras {
    /// Those of a visitor's message.
    pub fn of_visitor(attachments: Vec<Attached>, form: Option<FormSubmission>) -> Self {
        Self {
            attachments,
            form,
            citations: Vec::new(),
            quick_replies: Vec::new(),
            blocks: Vec::new(),
            usage: Usage::default(),
            low_confidence: false,
            finish: None,
            failure: None,
        }
    }

    /// Those of an answer that failed after these blocks.
    pub fn of_failure(failure: AnswerFailure, blocks: Vec<Block>) -> Self {
        Self {
            failure: Some(failure),
            blocks,
            attachments: Vec::new(),
            form: None,
            citations: Vec::new(),
            quick_replies: Vec::new(),
            usage: Usage::default(),
            low_confidence: false,
            finish: None,
        }
    }
}

/// The reason an answer failed, as in the stream's `error` event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AnswerFailure {
    /// The stable name.
    pub code: parlor_shared::error::ErrorCode,
    /// Seconds to wait before another try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl AnswerFailure {
    /// Returns the wait before another try, if known.
    pub fn wait(&self) -> Option<Duration> {
        self.retry_after.map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// A visitor's feedback on an answer.
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
