//! What a visitor says, checked before anything is stored.

use axum::http::HeaderMap;
use parlor_shared::widget::MessageRequest;

use super::{attachment, error::ApiError};
use crate::{
    core::{
        attachment::{MOST_IN_MESSAGE, Takes},
        turn::Saying,
        widget::Widget,
    },
    http::idempotency,
};

/// Characters of a message.
const LONGEST_MESSAGE: usize = 4_000;
/// Bytes of what a page tells.
const LARGEST_CONTEXT: usize = 8 * 1024;
/// Characters of an address.
pub(super) const LONGEST_URL: usize = 2_048;

pub(super) fn saying(widget: &Widget, request: MessageRequest, headers: &HeaderMap) -> Result<Saying, ApiError> {
    check_attachments(widget, &request)?;
    if request.message.trim().is_empty() && request.attachments.is_empty() {
        return Err(ApiError::field("message", "say something"));
    }
    at_most("message", Some(&request.message), LONGEST_MESSAGE)?;
    at_most("page_url", request.page_url.as_ref(), LONGEST_URL)?;
    if request.page_context.as_ref().is_some_and(|context| context.len() > LARGEST_CONTEXT) {
        return Err(ApiError::field("page_context", "at most 8 KiB"));
    }
    Ok(Saying {
        text: request.message,
        client_id: idempotency::key(headers)?,
        page_context: request.page_context,
        page_url: request.page_url,
        attachments: Takes::These(request.attachments),
    })
}

fn check_attachments(widget: &Widget, request: &MessageRequest) -> Result<(), ApiError> {
    let files = &request.attachments;
    if files.is_empty() {
        return Ok(());
    }
    attachment::require(widget)?;
    let unique = files.iter().enumerate().all(|(at, id)| !files[..at].contains(id));
    if files.len() > MOST_IN_MESSAGE || !unique {
        return Err(ApiError::field("attachments", format!("at most {MOST_IN_MESSAGE} files, each once")));
    }
    Ok(())
}

pub(super) fn at_most(field: &str, text: Option<&String>, characters: usize) -> Result<(), ApiError> {
    match text {
        Some(text) if text.chars().count() > characters => {
            Err(ApiError::field(field, format!("at most {characters} characters")))
        }
        _ => Ok(()),
    }
}
