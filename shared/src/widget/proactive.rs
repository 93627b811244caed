//! `POST /v1/widget/proactive`: the agent speaks without being asked (ours).
//!
//! What is said is stored as the agent's message, so that it is in the history and the agent knows of it.

use serde::{Deserialize, Serialize};

use super::Message;
use crate::content::Node;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProactiveRequest {
    /// The rule whose message the visitor is about to answer. Absent: the agent opens an empty conversation, in a widget
    /// with `start_first`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<String>,
    /// The page the visitor is on, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub page_url: Option<String>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProactiveReply<N = Vec<Node>> {
    /// What the agent said; absent when the rule has spoken in this conversation and may do so once, when an answer is
    /// being written, and when the conversation to be opened is not empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Message>))]
    pub message: Option<Message<N>>,
}
