//! `POST /v1/widget/voice/transcribe` and `POST /v1/widget/voice/speak` (ours).
//!
//! A recording is sent as the body itself, with a media type of `audio/…`. Speech comes back as `audio/mpeg`.

use serde::{Deserialize, Serialize};

use crate::ids::MessageId;

/// Transcript of a recording.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TranscribeReply {
    /// The transcript, at most 4,000 characters; empty if nobody spoke.
    pub text: String,
    /// The language, as named by the speech service; absent if the service does not report it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A message to read aloud.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpeakRequest {
    /// Id of a message in the conversation. Its text is read without formatting and without code, at most 4,000
    /// characters.
    pub message_id: MessageId,
}
