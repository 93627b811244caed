//! `POST /v1/widget/proactive`: the agent speaks without being asked (ours).
//!
//! The message is stored as the agent's, so that it is in the history and the agent knows it.

use serde::{Deserialize, Serialize};

use super::message::Message;
use crate::content::Node;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProactiveRequest {
    /// Id of the rule whose message the visitor is about to answer. When absent, the agent opens an empty conversation,
    /// in a widget with `start_first`.
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
    /// The agent's message. Absent if the rule fires once and has already done so in this conversation, if an answer is
    /// being written, or if the conversation to open is not empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Message>))]
    pub message: Option<Message<N>>,
}
