//! The connection that streams an answer.

use parlor_shared::widget::Attachment;
use web_sys::AbortController;

use crate::{
    chat::{FormSubmission, Ticket},
    hooks::Timer,
};

/// A message on its way to the server.
pub(super) struct Outgoing {
    /// The `Idempotency-Key`.
    pub(super) client_id: String,
    /// Text of the message.
    pub(super) text: String,
    /// The files that go with it.
    pub(super) files: Vec<Attachment>,
    /// The form the message submits.
    pub(super) form: Option<FormSubmission>,
}

/// A connection; closed when dropped, unless it was read to its end.
pub(super) struct Connection {
    pub(super) ticket: Ticket,
    pub(super) controller: Option<AbortController>,
    pub(super) last_byte: f64,
    /// Milliseconds without a byte after which the connection counts as lost.
    pub(super) patience: f64,
    pub(super) watchdog: Option<Timer>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}
