//! `POST /v1/widget/messages/{id}/stop`: stops an answer (ours). Followers get `done` with `finish: "stopped"` within 1
//! s, or within 2 s if another node writes the answer. Stopping an answer that has ended changes nothing.

use serde::{Deserialize, Serialize};

use super::message::MessageStatus;
use crate::ids::MessageId;

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StopReply {
    /// Id of the answer.
    pub message_id: MessageId,
    /// Current status: `streaming` only if the node that writes the answer has not confirmed within 3 s.
    pub status: MessageStatus,
}
