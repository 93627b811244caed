//! `GET /api/teams/{teamId}/gaps?agent=&from=&to=&take=`: questions that were not answered well (ours).
//!
//! The questions of visitors whose answer the agent was not sure of, failed, or was rated down, grouped by question: letter
//! case, punctuation and spaces make no difference. `from` and `to`: RFC 3339, the last 30 days when absent. `take`: 1 to
//! 100, default 50. At most the newest 2,000 such questions are looked at.

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, ConversationId, MessageId};

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerGaps))]
pub struct GapsReply {
    /// The gaps, the most frequent first.
    pub gaps: Vec<Gap>,
    /// True if there are more gaps than `take`, or more questions than were looked at.
    pub has_more: bool,
}

/// One question, however often it was asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerGap))]
pub struct Gap {
    /// The question, as it was asked last, at most 500 characters.
    pub question: String,
    /// The agent that was asked.
    pub agent_id: AgentId,
    /// Number of times it was asked without a good answer.
    pub count: u64,
    /// Number of times for each reason: an answer may have several.
    pub reasons: Vec<GapReason>,
    /// The conversation it was asked in last.
    pub conversation_id: ConversationId,
    /// The message it was asked with last.
    pub message_id: MessageId,
    /// Time it was asked last.
    pub last_at: String,
}

/// A reason, and how often.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerGapReason))]
pub struct GapReason {
    /// `unsure`, `failed` or `thumbs_down`.
    pub reason: String,
    /// The number of times.
    pub count: u64,
}
