//! `GET /api/teams/{teamId}/conversations/{id}/messages?before=&take=`: what was said, as the visitor saw it (ours).
//!
//! `before`: id of a message; only older ones are returned. `take`: 1 to 100, default 50.

use serde::{Deserialize, Serialize};

use crate::{
    content::Node,
    widget::{Message, Usage},
};

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerMessages))]
pub struct OwnerMessagesReply<N = Vec<Node>> {
    /// The messages, oldest first. Answers that were regenerated are left out.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<OwnerMessage>))]
    pub messages: Vec<OwnerMessage<N>>,
    /// True if there are older messages.
    pub has_more: bool,
}

/// A message, and what only the owner sees of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnerMessage<N = Vec<Node>> {
    /// The message as the visitor's widget gets it.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = Message))]
    pub message: Message<N>,
    /// Tokens used for the answer.
    pub usage: Usage,
    /// Stable name of the reason why the answer failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The reason the visitor chose for their rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_reason: Option<String>,
    /// The visitor's own words about the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_comment: Option<String>,
}
