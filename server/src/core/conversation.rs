//! Conversations: what one visitor and one agent say to each other.

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, ConversationId, VisitorId, WidgetId};

/// A conversation.
#[derive(Clone, PartialEq, Debug)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The widget it began in.
    pub widget_id: WidgetId,
    /// Who answers.
    pub agent_id: AgentId,
    /// Who asks.
    pub visitor_id: VisitorId,
    /// The page it began on.
    pub page: Page,
    /// When it began.
    pub created_at: Timestamp,
    /// When something was last said.
    pub last_activity_at: Timestamp,
    /// Whether a lead came from it.
    pub lead_captured: bool,
}

/// The page a conversation began on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Page {
    /// Its address.
    pub url: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Where the visitor came from.
    pub referrer: Option<String>,
}
