//! Widget events, for the owner's statistics.

use jiff::Timestamp;
use parlor_shared::ids::ConversationId;

/// An event in a widget.
#[derive(Clone, PartialEq, Debug)]
pub struct WidgetEvent {
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// The kind of event.
    pub kind: String,
    /// Additional data.
    pub payload: Option<serde_json::Value>,
    /// Time of the event.
    pub at: Timestamp,
}
