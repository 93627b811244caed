//! `GET /v1/widget/messages?before=&take=`: the conversation so far, oldest first (ours).
//!
//! `before`: a message id; only older ones are returned. `take`: 1 to 100, default 30.

use serde::{Deserialize, Serialize};

use super::message::Message;
use crate::content::Node;

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryReply<N = Vec<Node>> {
    /// The messages, oldest first.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Message>))]
    pub messages: Vec<Message<N>>,
    /// True if there are older messages.
    pub has_more: bool,
}
