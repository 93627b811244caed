//! Conversations: what one visitor and one agent say to each other.

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, ConversationId, VisitorId, WidgetId};

use super::page_url::PageUrl;

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
    pub url: Option<PageUrl>,
    /// Its title.
    pub title: Option<String>,
    /// The page the visitor came from.
    pub referrer: Option<PageUrl>,
}

impl Page {
    /// A page as a client describes it.
    pub fn described(url: Option<&str>, title: Option<String>, referrer: Option<&str>) -> Self {
        Self { url: url.and_then(PageUrl::parse), title, referrer: referrer.and_then(PageUrl::parse) }
    }
}
