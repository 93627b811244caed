//! What can happen to a chat.

use parlor_shared::{
    config::ContactForm,
    content::{LinkPreview, Node, Patch},
    ids::{ConversationId, MessageId},
    widget::{DoneEvent, ErrorEvent, FeedbackValue, MessageReply, ResetEvent, StartEvent},
};

use super::{Beside, Failure, Key, Page, PageCall, Received, Ticket};

/// The longest comment on an answer, in characters.
pub const LONGEST_COMMENT: usize = 1_000;

/// Anything that can happen.
#[derive(Debug)]
pub enum Event {
    /// The visitor did something.
    Act(Act),
    /// The session was opened, resumed or renewed.
    Session(Session),
    /// It was not.
    NoSession(Failure),
    /// Older messages came.
    History(Page),
    /// They did not.
    NoHistory(Failure),
    /// A whole answer came into view.
    Seen(Key),
    /// What is behind the link of an answer.
    Preview(Key, LinkPreview),
    /// A judgement could not be stored.
    NotRated(Key, Failure),
    /// The page says something in the agent's place.
    Local(Vec<Node>),
    /// What the visitor left is stored.
    LeadKept,
    /// It is not.
    LeadRefused(Failure),
    /// What the agent said unasked, as it was stored; nothing when it was not.
    Spoken(Option<Box<Received>>),
    /// Something on the way of an answer, and which attempt it belongs to.
    Answer(Ticket, Told),
    /// A wait is over.
    Due(Ticket),
    /// The browser found the network again.
    Online,
    /// The browser lost the network.
    Offline,
    /// The page is looked at again; nothing was heard on the open stream for so many milliseconds.
    Visible(f64),
    /// The time of the session has passed.
    Expired,
    /// Messages of an earlier page that are still to be sent: the client's ids, the files and the texts.
    Unsent(Vec<(String, (String, String))>),
    /// This tab speaks with the server from now on (`true`), or another one does. Alone, a tab speaks.
    Holds(bool),
    /// The speaking tab took up a message.
    Began {
        /// The client's id of it.
        client_id: String,
        /// What was said.
        text: String,
        /// With these files.
        files: String,
    },
    /// The speaking tab asks for another answer.
    Again {
        /// The one it replaces.
        id: MessageId,
        /// For the request, as in [`Act::Send`].
        client_id: String,
    },
    /// The speaking tab heard this of the running answer.
    Overheard(Told),
    /// The speaking tab gave up.
    Lost(Failure),
    /// Another tab is in another conversation, or knows more than it can tell.
    Elsewhere,
    /// Everything was deleted, or the visitor is somebody else now.
    Forgotten,
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
    /// How to ask for a way to reach the visitor.
    pub contact: Option<ContactForm>,
    /// The visitor has left one before.
    pub lead_captured: bool,
}

/// What a visitor, or the page in their stead, can do.
#[derive(Debug)]
pub enum Act {
    /// Open the chat.
    Open,
    /// Say something. The id is random and becomes the `Idempotency-Key`.
    Send {
        /// What was typed; white space around it is dropped, an empty text without files is ignored.
        text: String,
        /// Files that were uploaded for it: JSON as in [`super::Message::files`].
        files: String,
        /// Random, at most 255 visible ASCII characters.
        client_id: String,
    },
    /// Submit a form. One that is on its way or was taken is not submitted again.
    Submit {
        /// What the visitor says by it.
        text: String,
        /// The form's own: [`parlor_shared::content::Form::key`].
        client_id: String,
        /// The request's `form`, JSON.
        form: String,
    },
    /// Stop the running answer.
    Stop,
    /// Try again: a message that was not sent, or an answer that failed.
    Retry {
        /// Which.
        key: Key,
        /// For the new request, as in [`Act::Send`].
        client_id: String,
    },
    /// A new answer in place of the last one.
    Regenerate {
        /// As in [`Act::Send`].
        client_id: String,
    },
    /// Thumbs up or down.
    Rate {
        /// Which answer.
        key: Key,
        /// What the visitor thinks of it.
        judgement: Judgement,
    },
    /// Show older messages.
    Earlier,
    /// Begin a new conversation.
    Restart,
    /// Leave a way to be reached: what was filled in by the wire's names, JSON ([`parlor_shared::widget::LeadRequest`]).
    Leave(String),
    /// Leave none, where that may be.
    SkipContact,
    /// Answer, or not, what the page has shown beside the launcher.
    Offer {
        /// The owner's rule.
        rule: String,
        /// Its words.
        text: String,
    },
}

/// What a visitor thinks of an answer. The last one counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// Thumb up or down.
    pub value: FeedbackValue,
    /// Chosen from a list; may be empty.
    pub reason: String,
    /// The visitor's own words; white space around them is dropped, and what goes beyond [`LONGEST_COMMENT`].
    pub comment: String,
}

impl Judgement {
    /// A thumb, and no more.
    pub fn thumb(value: FeedbackValue) -> Self {
        Self { value, reason: String::new(), comment: String::new() }
    }
}

/// What the server says about one answer, or what becomes of the connection.
#[derive(Debug)]
pub enum Told {
    /// The visitor's message is stored.
    Start(StartEvent),
    /// What the agent is doing.
    Stage(String),
    /// The document grows. The number is the event's.
    Patch(u64, Patch),
    /// Something beside the text.
    Block(u64, Beside),
    /// The page is asked to use a tool.
    Call(u64, PageCall),
    /// A numbered event we have no use for.
    Other(u64),
    /// The answer is whole.
    Done(u64, Box<DoneEvent>),
    /// The answer failed.
    Error(u64, ErrorEvent),
    /// The authoritative state.
    Reset(ResetEvent),
    /// This connection ends; come back after so many milliseconds.
    Reconnect(u64),
    /// The reply to a request without streaming, and its blocks.
    Whole(Box<MessageReply>, Vec<Beside>),
    /// The connection ended or fell silent before the answer did.
    Cut,
    /// The server refused the request.
    Refused(Failure),
}
