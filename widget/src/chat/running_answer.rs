//! The answer that is being followed.

use parlor_shared::ids::MessageId;

use super::{
    entry::Entry,
    message::{Key, Ticket},
};

/// The answer that is being followed.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not on its own")]
pub(super) struct RunningAnswer {
    /// Key of its row.
    pub(super) answer: Key,
    /// The visitor's message that waits for `start`.
    pub(super) user: Option<Key>,
    /// The way the answer was requested, needed as long as `id` is unknown.
    pub(super) ask: AnswerRequest,
    pub(super) id: Option<MessageId>,
    /// Number of the last event received.
    pub(super) seq: Option<u64>,
    pub(super) ticket: Ticket,
    /// Number of attempts that failed in a row.
    pub(super) attempts: u32,
    /// True between two attempts.
    pub(super) waiting: bool,
    /// True if a new token was requested since the server's last event.
    pub(super) renewed: bool,
    pub(super) stopping: bool,
    pub(super) announced: bool,
    /// Number of the event with the page's last call.
    pub(super) called: u64,
    /// True while that call is waiting.
    pub(super) calling: bool,
}

/// The way an answer was requested.
#[derive(Debug)]
pub(super) enum AnswerRequest {
    /// Post the message of `RunningAnswer::user`.
    Send,
    /// Replace an answer, which is restored if the request is refused.
    Again { old: Box<Entry>, client_id: String },
    /// Follow an answer that was already running.
    Follow,
}
