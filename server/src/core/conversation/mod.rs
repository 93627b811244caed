//! Conversations between one visitor and one agent.

pub mod agent_error;
pub mod agent_port;
pub mod agent_problem;
pub mod attachment;
pub mod blocks;
pub mod erasure;
pub mod feedback;
pub mod history;
pub mod inbox;
pub mod message;
pub mod preview;
pub mod previews;
pub mod rendered;
pub mod rendered_messages;
pub mod run;
pub mod session;
pub mod tool;
pub mod turn;
pub mod visitor;
pub mod voice;

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
    /// The agent that answers.
    pub agent_id: AgentId,
    /// The visitor who asks.
    pub visitor_id: VisitorId,
    /// The page it began on.
    pub page: Page,
    /// Time it began.
    pub created_at: Timestamp,
    /// Time of the last message.
    pub last_activity_at: Timestamp,
    /// True if a lead came from it.
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
