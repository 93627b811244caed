//! Error replies.

use parlor_shared::error::ErrorCode;

use crate::{chat::Failure, transport::json::Json};

/// Parses the body of an error reply.
pub(crate) fn failure(json: &Json) -> Option<Failure> {
    let error = json.get("error");
    Some(Failure::new(code(&error)?, error.flag("retryable"), seconds(&error)))
}

pub(super) fn code(json: &Json) -> Option<ErrorCode> {
    json.named("code")
}

pub(super) fn seconds(json: &Json) -> Option<u32> {
    json.number("retry_after").and_then(|seconds| u32::try_from(seconds).ok())
}
