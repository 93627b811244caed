//! State of the chat for the frame around the transcript.

use super::{
    contact_state::ContactPrompt,
    failure::{Failure, Problem},
};

/// Phase of the chat as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Phase {
    /// The chat has not been opened.
    #[default]
    Idle,
    /// The session is being opened.
    Opening,
    /// Messages can be sent.
    Ready,
    /// The session could not be opened.
    Refused(Failure),
    /// The session is over: the transcript can be read, a new conversation begun.
    Ended,
}

/// State of the chat for the frame around the transcript.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not on its own")]
pub struct Summary {
    /// Phase of the chat.
    pub phase: Phase,
    /// An answer is expected or being written.
    pub busy: bool,
    /// Stop was pressed, but the server has not confirmed.
    pub stopping: bool,
    /// The connection of the running answer was lost and is being restored.
    pub reconnecting: bool,
    /// The browser has no network.
    pub offline: bool,
    /// There are older messages.
    pub has_more: bool,
    /// Older messages are on their way.
    pub loading_earlier: bool,
    /// There is no message yet.
    pub empty: bool,
    /// A request that belongs to no row failed.
    pub notice: Option<Failure>,
    /// Place where the contact form is shown, if at all.
    pub asked: ContactPrompt,
    /// The contact details are being stored.
    pub leaving: bool,
    /// Problem that kept the contact details from being stored.
    pub not_left: Option<Problem>,
}
