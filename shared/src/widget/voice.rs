//! `POST /v1/widget/voice/transcribe` and `POST /v1/widget/voice/speak` (ours).
//!
//! A recording is sent as the body itself, with a media type of `audio/…`. Speech comes back as `audio/mpeg`.

use serde::{Deserialize, Serialize};

use crate::ids::MessageId;

/// What was said in a recording.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TranscribeReply {
    /// The words, at most 4,000 characters; empty when nobody spoke.
    pub text: String,
    /// The language, as the service calls it, when it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What to read aloud.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpeakRequest {
    /// A message of the conversation. Its words are read without their marks, code is left out, 4,000 characters at most.
    pub message_id: MessageId,
}
