//! Effects: the actions a chat requests.

use std::rc::Rc;

use parlor_shared::{content::Patch, ids::MessageId, widget::Attachment};

use super::{
    contact_state::ContactDetails,
    events::Rating,
    failure::{Failure, Problem},
    form::FormSubmission,
    message::{Key, Ticket},
    page_call::PageCall,
};

/// One action. The machine never waits: the result returns as an event.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// `POST /init`; `fresh` for a new conversation.
    Init {
        /// Begin a new conversation even if one could be resumed.
        fresh: bool,
    },
    /// Send a message.
    Post {
        /// This attempt.
        ticket: Ticket,
        /// The `Idempotency-Key`.
        client_id: String,
        /// Text of the message.
        text: String,
        /// The files that go with it.
        files: Vec<Attachment>,
        /// The form the message submits.
        form: Option<FormSubmission>,
    },
    /// Follow a running answer.
    Resume {
        /// This attempt.
        ticket: Ticket,
        /// Id of the answer.
        id: MessageId,
        /// Number of the last event received.
        after: u64,
    },
    /// Ask for another answer.
    Regenerate {
        /// This attempt.
        ticket: Ticket,
        /// The answer to replace.
        id: MessageId,
        /// The `Idempotency-Key`.
        client_id: String,
    },
    /// Close the open connection.
    Abort,
    /// The answer has ended: no further data is expected on the open connection.
    End,
    /// Come back with [`super::Event::Due`].
    Wait {
        /// This attempt.
        ticket: Ticket,
        /// Number of failed attempts in a row, from 1; the wait grows with it.
        attempt: u32,
        /// Minimum wait in milliseconds, whatever the back-off.
        at_least: u64,
    },
    /// `POST …/stop`.
    Stop(MessageId),
    /// `POST …/feedback`.
    Rate {
        /// The row, needed if the request fails.
        key: Key,
        /// Id of the answer.
        id: MessageId,
        /// The visitor's rating.
        rating: Rating,
    },
    /// `POST /leads`.
    Lead(Rc<ContactDetails>),
    /// Tell the page the fields a visitor has left.
    TellLead(Rc<ContactDetails>),
    /// `POST /proactive`.
    Speak {
        /// The rule whose message is to be stored; without one the agent begins.
        rule: Option<String>,
    },
    /// `POST /unfurl`.
    Unfurl {
        /// The row, for the reply.
        key: Key,
        /// The message that contains the link.
        id: MessageId,
        /// The link.
        url: String,
    },
    /// `GET /messages?before=`.
    History {
        /// The oldest message shown.
        before: Option<MessageId>,
    },
    /// Ask the page to run a tool; `None`: the waiting call is over.
    Call(Option<PageCall>),
    /// The list of rows changed.
    Rows,
    /// A row changed, but not its document.
    Row(Key),
    /// A row's document grew.
    Patch(Key, Patch),
    /// A row's document was replaced: draw it from the start.
    Redraw(Key),
    /// [`super::Chat::summary`] may have changed.
    Summary,
    /// Tell assistive technology.
    Announce(Announcement),
    /// Tell the page about a message that is sent or complete.
    Tell(Key),
    /// Tell the page that something failed.
    Fail(Problem),
    /// The running answer, or a message waiting for one, is given up: tell the other tabs.
    Lost(Failure),
}

/// Announcements for visitors who listen instead of looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Announcement {
    /// The agent began to answer.
    Started,
    /// This answer is complete.
    Finished(Key),
    /// The visitor's contact details are stored.
    Thanks,
    /// Something failed.
    Failed(Problem),
}
