//! `GET /api/teams/{teamId}/conversations/{id}`: one conversation without its messages (ours).

use serde::{Deserialize, Serialize};

use super::{conversations::ConversationItem, leads::LeadContribution};
use crate::{ids::VisitorId, widget::Usage};

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerConversation))]
pub struct ConversationReply {
    /// The same as in the list.
    pub conversation: ConversationItem,
    /// Name of the agent.
    pub agent_name: String,
    /// Address of the page the visitor came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// The visitor.
    pub visitor: ConversationVisitor,
    /// The visitor's activity on the site during this conversation.
    pub engagement: VisitorEngagement,
    /// Custom fields that the caller stored with the conversation.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub meta: serde_json::Map<String, serde_json::Value>,
    /// The contact details given in this conversation, earliest first.
    pub leads: Vec<LeadContribution>,
    /// Tokens used for its answers.
    pub usage: Usage,
}

/// The visitor of a conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerConversationVisitor))]
pub struct ConversationVisitor {
    /// Id of the visitor.
    pub id: VisitorId,
    /// Their language as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The owner's id for them; only when the owner's server stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Their name, as the owner's server stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address, as the owner's server stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Number of other conversations they had in this widget.
    pub other_conversations: u64,
    /// Time they first came.
    pub created_at: String,
}

/// Activity of a visitor on the site; zeros when the page reports none.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerVisitorEngagement))]
pub struct VisitorEngagement {
    /// The farthest they scrolled on a page, 0 to 100.
    pub scroll_percent: u8,
    /// Milliseconds on the site.
    pub time_ms: u64,
    /// Clicks.
    pub clicks: u64,
    /// Pages.
    pub pages: u64,
    /// Address of the latest page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_page: Option<String>,
}
