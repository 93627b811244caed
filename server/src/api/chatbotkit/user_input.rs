//! Visitors' messages, validated before anything is stored.

use super::error::ApiError;
use crate::core::conversation::{
    attachment::Takes,
    turn::{LONGEST_MESSAGE, UserInput},
};

/// Refuses what cannot be said.
pub(super) fn check(field: &str, text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() || text.chars().count() > LONGEST_MESSAGE {
        return Err(ApiError::field(field, "1 to 4,000 characters, not only white space"));
    }
    Ok(())
}

/// Makes the input of a turn from the text, the client's id for it and the conversation's pending files.
pub(super) fn user_input(text: String, client_id: Option<String>) -> UserInput {
    UserInput::text(text).with_client_id(client_id).with_attachments(Takes::Waiting)
}
