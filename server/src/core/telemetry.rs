//! Events: what happened in a widget, for the owner's figures.

use jiff::Timestamp;
use parlor_shared::ids::ConversationId;

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub struct WidgetEvent {
    /// Where.
    pub conversation_id: ConversationId,
    /// What.
    pub kind: String,
    /// Anything more.
    pub payload: Option<serde_json::Value>,
    /// When.
    pub at: Timestamp,
}
