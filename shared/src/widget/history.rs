//! `GET /v1/widget/messages?before=&take=`: the conversation so far, oldest first (ours).
//!
//! `before`: a message id; only older ones are returned. `take`: 1 to 100, default 30.

use serde::{Deserialize, Serialize};

use super::Message;
use crate::content::Node;

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryReply<N = Vec<Node>> {
    /// Oldest first.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Message>))]
    pub messages: Vec<Message<N>>,
    /// Whether there are older ones.
    pub has_more: bool,
}
