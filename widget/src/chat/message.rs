//! A row of the transcript.

use parlor_shared::{
    content::{Citation, LinkPreview, QuickReply},
    ids::MessageId,
    widget::{Attachment, FeedbackValue, Role},
};

use super::{block_view::BlockView, failure::Failure, form::FormSubmission};

/// Identifies a row on the screen; never reused within one chat.
pub type Key = u32;

/// Prefix of the client ids of messages that the page sends in the visitor's name without showing them.
pub const HIDDEN: &str = "hidden-";

/// Identifies one attempt to reach the server. Replies to an older attempt are ignored.
pub type Ticket = u32;

/// State of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// The visitor's, shown but not yet acknowledged.
    Sending,
    /// The visitor's, stored by the server.
    Sent,
    /// An answer that is expected or being written.
    Streaming,
    /// A complete answer.
    Complete,
    /// An answer that reached its maximum length before it was complete.
    Short,
    /// An unprompted message of the agent. It is stored on the server only if it has an id.
    Greeting,
    /// An answer the visitor stopped.
    Stopped,
    /// An answer the server lost; the text so far is kept.
    Interrupted,
    /// Could not be sent, or could not be answered.
    Failed(Failure),
}

/// One row of the transcript, without its document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownMessage {
    /// Key of the row.
    pub key: Key,
    /// The server's id, once known.
    pub id: Option<MessageId>,
    /// The client's id of a visitor's message: the `Idempotency-Key`.
    pub client_id: String,
    /// Sender of the message.
    pub role: Role,
    /// State of the message.
    pub state: State,
    /// Time the server stored the message: RFC 3339; empty until it is known.
    pub sent_at: String,
    /// Plain text from a visitor, Markdown from an agent (empty while it streams).
    pub text: String,
    /// The form of a visitor's message, if it was submitted in this tab.
    pub form: Option<FormSubmission>,
    /// The agent's activity before it answers; empty if it is not known.
    pub stage: String,
    /// True until some text of the answer, or another part of it, has arrived.
    pub blank: bool,
    /// The visitor's files.
    pub files: Vec<Attachment>,
    /// Sources.
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    pub quick_replies: Vec<QuickReply>,
    /// Parts of the answer other than its text.
    pub blocks: Vec<BlockView>,
    /// Preview of the first link.
    pub preview: Option<LinkPreview>,
    /// The visitor's rating.
    pub feedback: Option<FeedbackValue>,
}
