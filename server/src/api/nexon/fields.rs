//! Validation of this API's fields. Lengths are counted in characters, not bytes.

use super::error::ApiError;
use crate::core::page_url::LONGEST_URL;

/// Maximum length of a visitor's message.
const LONGEST_TEXT: usize = 2_000;
/// Maximum length of a client's id for a visitor.
const LONGEST_VISITOR: usize = 128;

pub(super) fn text(text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() {
        return Err(ApiError::field("text", "say something"));
    }
    at_most("text", text, LONGEST_TEXT)
}

/// A required text that is empty is like one that is missing.
pub(super) fn present(field: &str, text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() { Err(ApiError::field(field, "is required")) } else { Ok(()) }
}

pub(super) fn visitor_id(name: Option<&String>) -> Result<(), ApiError> {
    name.map_or(Ok(()), |name| at_most("visitor_id", name, LONGEST_VISITOR))
}

pub(super) fn page_url(url: Option<&String>) -> Result<(), ApiError> {
    url.map_or(Ok(()), |url| at_most("page_url", url, LONGEST_URL))
}

fn at_most(field: &str, text: &str, characters: usize) -> Result<(), ApiError> {
    if text.chars().count() <= characters {
        return Ok(());
    }
    Err(ApiError::field(field, &format!("at most {characters} characters")))
}
