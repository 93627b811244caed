//! What a visitor says, checked before anything is stored.

use super::error::ApiError;
use crate::core::{attachment::Takes, turn::Saying};

/// Characters of a message.
const LONGEST: usize = 4_000;

/// Refuses what cannot be said.
pub(super) fn check(field: &str, text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() || text.chars().count() > LONGEST {
        return Err(ApiError::field(field, "1 to 4,000 characters, not only white space"));
    }
    Ok(())
}

/// What is said, with the client's id of it and whatever files wait.
pub(super) fn saying(text: String, client_id: Option<String>) -> Saying {
    Saying { text, client_id, attachments: Takes::Waiting, ..Saying::default() }
}
