//! `POST /v1/widget/messages/{id}/feedback`: rates an answer, thumbs up or down (ours). The last rating counts.

use serde::{Deserialize, Serialize};

use crate::ids::MessageId;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedbackRequest {
    /// The rating.
    pub value: FeedbackValue,
    /// A short reason chosen from a list, at most 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 64))]
    pub reason: Option<String>,
    /// The visitor's own words, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub comment: Option<String>,
}

/// A rating of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FeedbackValue {
    /// The answer helped.
    Up,
    /// The answer did not help.
    Down,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedbackReply {
    /// Id of the answer.
    pub message_id: MessageId,
    /// The stored rating.
    pub value: FeedbackValue,
}
