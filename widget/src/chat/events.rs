//! Events that can happen to a chat.

use std::rc::Rc;

use parlor_shared::{
    config::ContactForm,
    content::{LinkPreview, Node, Patch},
    ids::{ConversationId, MessageId},
    widget::{Attachment, DoneEvent, ErrorEvent, FeedbackValue, MessageReply, ResetEvent, StartEvent},
};

use super::{
    block_view::BlockView,
    contact_state::ContactDetails,
    failure::Failure,
    form::SubmittedForm,
    message::{Key, Ticket},
    page_call::PageCall,
    received::{Page, Received},
};

/// Maximum length of a comment on an answer, in characters.
pub const LONGEST_COMMENT: usize = 1_000;

/// Any event.
#[derive(Debug)]
pub enum Event {
    /// The visitor did something.
    User(UserAction),
    /// The session was opened, resumed or renewed.
    Session(Session),
    /// The session could not be opened, resumed or renewed.
    NoSession(Failure),
    /// Older messages arrived.
    History(Page),
    /// Older messages could not be loaded.
    NoHistory(Failure),
    /// A complete answer came into view.
    Seen(Key),
    /// Preview of an answer's link.
    Preview(Key, LinkPreview),
    /// A rating could not be stored.
    NotRated(Key, Failure),
    /// The page shows a message in the agent's place.
    Local(Vec<Node>),
    /// The visitor's contact details are stored.
    LeadKept,
    /// The visitor's contact details could not be stored.
    LeadRefused(Failure),
    /// The agent's unprompted message, as stored; `None` if it was not stored.
    Spoken(Option<Box<Received>>),
    /// An event of an answer, and the attempt it belongs to.
    Answer(Ticket, StreamEvent),
    /// A wait is over.
    Due(Ticket),
    /// The browser found the network again.
    Online,
    /// The browser lost the network.
    Offline,
    /// The page is visible again. The value is the time in milliseconds since the last byte on the open stream.
    Visible(f64),
    /// The time of the session has passed.
    Expired,
    /// Messages of an earlier page that are still to be sent.
    Unsent(Vec<UnsentMessage>),
    /// This tab talks to the server from now on (`true`), or another tab does. A single tab always does.
    LeaderChanged(bool),
    /// The leading tab started to send a message.
    TurnStarted {
        /// The client's id of it.
        client_id: String,
        /// Text of the message.
        text: String,
        /// Files of the message.
        files: Vec<Attachment>,
    },
    /// The leading tab requests another answer.
    RegenerateStarted {
        /// The answer it replaces.
        id: MessageId,
        /// For the request, as in [`UserAction::Send`].
        client_id: String,
    },
    /// The leading tab received this event of the running answer.
    Broadcast(StreamEvent),
    /// The leading tab gave up.
    Lost(Failure),
    /// Another tab is in another conversation, or has data it cannot share.
    ConversationChanged,
    /// Everything was deleted, or the visitor is now another person.
    Erased,
}

/// A message that was written but not sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnsentMessage {
    /// As in [`UserAction::Send`].
    pub client_id: String,
    /// Text of the message.
    pub text: String,
    /// Its files.
    pub files: Vec<Attachment>,
}

/// A session as the chat sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The conversation it is for.
    pub conversation: ConversationId,
    /// Its last messages, oldest first.
    pub messages: Vec<Received>,
    /// The agent's words before the first message; none when empty.
    pub greeting: Vec<Node>,
    /// The agent begins an empty conversation.
    pub start_first: bool,
    /// The contact form to show, if any.
    pub contact: Option<ContactForm>,
    /// The visitor has left contact details before.
    pub lead_captured: bool,
}

/// Actions of a visitor, or of the page on the visitor's behalf.
#[derive(Debug)]
pub enum UserAction {
    /// Open the chat.
    Open,
    /// Send a message. The id is random and becomes the `Idempotency-Key`.
    Send {
        /// The typed text; surrounding white space is removed, an empty text without files is ignored.
        text: String,
        /// Files that were uploaded for it.
        files: Vec<Attachment>,
        /// Random, at most 255 visible ASCII characters.
        client_id: String,
    },
    /// Submit a form. A form that is being sent or was accepted is not submitted again.
    Submit(SubmittedForm),
    /// Stop the running answer.
    Stop,
    /// Try again: a message that was not sent, or an answer that failed.
    Retry {
        /// Key of the row.
        key: Key,
        /// For the new request, as in [`UserAction::Send`].
        client_id: String,
    },
    /// Request a new answer in place of the last one.
    Regenerate {
        /// As in [`UserAction::Send`].
        client_id: String,
    },
    /// Thumbs up or down.
    Rate {
        /// Key of the answer's row.
        key: Key,
        /// The visitor's rating.
        rating: Rating,
    },
    /// Show older messages.
    Earlier,
    /// Begin a new conversation.
    Restart,
    /// Leave contact details.
    Leave(Rc<ContactDetails>),
    /// Leave no contact details, if the form allows it.
    SkipContact,
    /// Show the message the page has offered beside the launcher.
    Offer {
        /// The owner's rule.
        rule: String,
        /// Text of the message.
        text: String,
    },
}

/// A visitor's rating of an answer. The last one counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rating {
    /// Thumb up or down.
    pub value: FeedbackValue,
    /// Chosen from a list; may be empty.
    pub reason: String,
    /// The visitor's own words; surrounding white space and characters beyond [`LONGEST_COMMENT`] are removed.
    pub comment: String,
}

impl Rating {
    /// Creates a rating with only a thumb.
    pub fn thumb(value: FeedbackValue) -> Self {
        Self { value, reason: String::new(), comment: String::new() }
    }
}

/// An event of one answer, or of its connection.
#[derive(Debug)]
pub enum StreamEvent {
    /// The visitor's message is stored.
    Start(StartEvent),
    /// The agent's activity before it answers.
    Stage(String),
    /// The document grows. The number is that of the event.
    Patch(u64, Patch),
    /// A part of the answer other than its text.
    Block(u64, BlockView),
    /// The page is asked to use a tool.
    Call(u64, PageCall),
    /// An unused event and its number; 0 if it has none.
    Other(u64),
    /// The answer is complete.
    Done(u64, Box<DoneEvent>),
    /// The answer failed.
    Error(u64, ErrorEvent),
    /// The authoritative state.
    Reset(ResetEvent),
    /// This connection ends; resume after this many milliseconds.
    Reconnect(u64),
    /// The reply to a request without streaming, and its blocks.
    Whole(Box<MessageReply>, Vec<BlockView>),
    /// An event of a known type that cannot be parsed.
    Unreadable,
    /// The connection ended or fell silent before the end of the answer.
    Cut,
    /// The server refused the request.
    Refused(Failure),
}
