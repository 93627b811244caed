//! `GET /api/teams/{teamId}/conversations`: a team's conversations, the one with the latest message first (ours).
//!
//! Query parameters, all optional and combined with "and":
//!
//! | Name | Meaning |
//! |---|---|
//! | `status` | a [`ConversationStatus`] |
//! | `widget` | id of a widget |
//! | `assignee` | id of an account, or `none` |
//! | `rated` | `up`, `down` or `any` |
//! | `unsure` | `true`: with an answer the agent was not sure of |
//! | `q` | words in messages, 1 to 200 characters: all of them in one message, the last one as the beginning of a word; of words in more than 2,000 messages the newest 2,000 |
//! | `from`, `to` | RFC 3339: the latest message is not before `from`, and before `to` |
//! | `take` | 1 to 100, default 50 |
//! | `cursor` | `next_cursor` of the page before |
//!
//! Conversations without a message are not listed.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AgentId, ConversationId, VisitorId, WidgetId},
    widget::{FeedbackValue, Role},
};

/// The reply: one page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerConversations))]
pub struct ConversationsReply {
    /// The conversations, latest message first.
    pub conversations: Vec<ConversationItem>,
    /// Gets the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A conversation, as a row of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerConversationItem))]
pub struct ConversationItem {
    /// Id of the conversation.
    pub id: ConversationId,
    /// The widget it began in.
    pub widget_id: WidgetId,
    /// Name of that widget.
    pub widget_name: String,
    /// The agent that answers.
    pub agent_id: AgentId,
    /// The visitor.
    pub visitor_id: VisitorId,
    /// The visitor's name, as the owner's site stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor_name: Option<String>,
    /// The visitor's language as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The side that answers now.
    pub status: ConversationStatus,
    /// The member who answers or is to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AccountId>,
    /// Time since which the visitor waits for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<String>,
    /// Time of a person's first reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_reply_at: Option<String>,
    /// Beginning of the last message, at most 200 characters; empty while an answer is being written.
    pub last_text: String,
    /// Sender of the last message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_role: Option<Role>,
    /// Number of messages that are shown, from both sides.
    pub messages: u64,
    /// The visitor's latest rating of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<FeedbackValue>,
    /// True if the agent was not sure of one of its answers.
    pub unsure: bool,
    /// True if the visitor left an e-mail address.
    pub lead: bool,
    /// Address of the page it began on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_url: Option<String>,
    /// Title of that page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_title: Option<String>,
    /// Time it began.
    pub created_at: String,
    /// Time of the latest message.
    pub last_activity_at: String,
}

/// State of a conversation: who answers, or why nobody does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConversationStatus {
    /// The agent answers.
    #[default]
    Bot,
    /// The visitor waits for a person.
    Waiting,
    /// A person answers.
    Person,
    /// Done, until the visitor writes again.
    Resolved,
    /// Not meant seriously.
    Spam,
}
