//! `POST /v1/widget/messages/{id}/stop`: stops an answer (ours). Followers get `done` with `finish: "stopped"` within 1 s,
//! or 2 s where another node writes it. Stopping one that has ended changes nothing.

use serde::{Deserialize, Serialize};

use super::MessageStatus;
use crate::ids::MessageId;

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StopReply {
    /// The answer.
    pub message_id: MessageId,
    /// Where it stands now: `streaming` only when its writer has not confirmed within 3 s.
    pub status: MessageStatus,
}
