//! A proactive message that is not stored yet.

use super::message::Key;

/// A proactive message that is not stored yet.
#[derive(Debug)]
pub(super) struct ProactiveMessage {
    /// Key of its row.
    pub(super) key: Key,
    /// The rule it comes from; without one the agent was asked to begin.
    pub(super) rule: Option<String>,
    /// True once the server has been told.
    pub(super) told: bool,
}
