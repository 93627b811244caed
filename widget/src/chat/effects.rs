//! What a chat wants done.

use parlor_shared::{content::Patch, ids::MessageId};

use super::{Failure, Judgement, Key, PageCall, Problem, Ticket};

/// One thing to do. The machine never waits: what comes of it returns as an event.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// `POST /init`; `fresh` for a new conversation.
    Init {
        /// Begin a new conversation even if one could be resumed.
        fresh: bool,
    },
    /// Say something.
    Post {
        /// This attempt.
        ticket: Ticket,
        /// The `Idempotency-Key`.
        client_id: String,
        /// What to say.
        text: String,
        /// Which files go with it: JSON; empty for none.
        files: String,
        /// The form that says it, JSON; empty for none.
        form: String,
    },
    /// Follow a running answer.
    Resume {
        /// This attempt.
        ticket: Ticket,
        /// Which answer.
        id: MessageId,
        /// The number of the last event we have.
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
    /// The answer has ended: nothing more is to come on the open connection.
    End,
    /// Come back with [`super::Event::Due`].
    Wait {
        /// This attempt.
        ticket: Ticket,
        /// How many attempts failed in a row, from 1: the longer, the more.
        attempt: u32,
        /// Milliseconds to wait whatever the back-off says.
        at_least: u64,
    },
    /// `POST …/stop`.
    Stop(MessageId),
    /// `POST …/feedback`.
    Rate {
        /// The row, for a failure.
        key: Key,
        /// Which answer.
        id: MessageId,
        /// What the visitor thinks of it.
        judgement: Judgement,
    },
    /// `POST /leads` with this body.
    Lead(String),
    /// Tell the page which fields a visitor has left.
    TellLead(String),
    /// `POST /proactive`.
    Speak {
        /// The rule whose words are to be stored; without one the agent begins.
        rule: Option<String>,
    },
    /// `POST /unfurl`.
    Unfurl {
        /// The row, for the reply.
        key: Key,
        /// The message the link stands in.
        id: MessageId,
        /// The link.
        url: String,
    },
    /// `GET /messages?before=`.
    History {
        /// The oldest message we have.
        before: Option<MessageId>,
    },
    /// Have the page use a tool; `None`: the call that waited is over.
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
    /// Tell those who listen.
    Announce(Announcement),
    /// Tell the page about a message that is sent or complete.
    Tell(Key),
    /// Tell the page that something failed.
    Fail(Problem),
    /// The running answer, or what waited for one, is given up: tell the other tabs.
    Lost(Failure),
}

/// What those who listen rather than look are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Announcement {
    /// The agent began to answer.
    Started,
    /// This answer is whole.
    Finished(Key),
    /// What they left is stored.
    Thanks,
    /// Something failed.
    Failed(Problem),
}
