//! Checks of request bodies that several endpoints share.

use super::error::ApiError;

/// At most so many characters, if there are any.
pub(super) fn at_most(field: &str, text: Option<&str>, characters: usize) -> Result<(), ApiError> {
    match text {
        Some(text) if text.chars().count() > characters => {
            Err(ApiError::field(field, &format!("at most {characters} characters")))
        }
        _ => Ok(()),
    }
}

/// A name: 1 to 64 characters of the ASCII alphabet, digits and these.
pub(super) fn is_name(text: &str, also: &str) -> bool {
    (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
}
