//! Visitors' messages, validated before anything is stored.

use axum::http::HeaderMap;
use parlor_shared::{
    content::{Form, FormRequest},
    widget::MessageRequest,
};

use super::{attachment, auth::Visitor, error::ApiError};
use crate::{
    core::{
        conversation::{
            attachment::{MOST_IN_MESSAGE, Takes},
            blocks::form::{FormRefusal, fill},
            tool::page_tools,
            turn::{LONGEST_MESSAGE, UserInput},
        },
        page_url::{LONGEST_URL, PageUrl},
        widget::Widget,
    },
    http::{idempotency, state::AppState},
};

/// Bytes of what a page tells.
const LARGEST_CONTEXT: usize = 8 * 1024;

pub(super) async fn user_input(
    state: &AppState,
    visitor: &Visitor,
    request: MessageRequest,
    headers: &HeaderMap,
) -> Result<UserInput, ApiError> {
    at_most("page_url", request.page_url.as_ref(), LONGEST_URL)?;
    if request.page_context.as_ref().is_some_and(|context| context.len() > LARGEST_CONTEXT) {
        return Err(ApiError::field("page_context", "at most 8 KiB"));
    }
    page_tools::check(&request.tools).await?;
    let client_id = idempotency::key(headers)?;
    let input = if let Some(form) = &request.form {
        submission(state, visitor, &request, form).await?
    } else {
        check_attachments(&visitor.widget, &request)?;
        let attachments = Takes::These(request.attachments.clone());
        UserInput::text(message(&request)?).with_client_id(client_id).with_attachments(attachments)
    };
    let MessageRequest { page_context, page_url, tools, .. } = request;
    let page_url = page_url.as_deref().and_then(PageUrl::parse);
    Ok(input.with_page_context(page_context).with_page_url(page_url).with_tools(tools))
}

fn message(request: &MessageRequest) -> Result<&str, ApiError> {
    if request.message.trim().is_empty() && request.attachments.is_empty() {
        return Err(ApiError::field("message", "say something"));
    }
    at_most("message", Some(&request.message), LONGEST_MESSAGE)?;
    Ok(&request.message)
}

/// A form says what was written into it. Its key is its own, so that it is taken once.
async fn submission(
    state: &AppState,
    visitor: &Visitor,
    request: &MessageRequest,
    form: &FormRequest,
) -> Result<UserInput, ApiError> {
    if !request.message.is_empty() {
        return Err(ApiError::field("message", "a form says what there is to say"));
    }
    if !request.attachments.is_empty() {
        return Err(ApiError::field("attachments", "a form has no files"));
    }
    let answer = state.history(&visitor.conversation.id).find(&form.message_id).await?;
    let (filled, text) = fill(answer.as_ref(), form).map_err(|refusal| refused(&refusal))?;
    Ok(UserInput::form(filled, text, Form::key(&form.message_id, &form.id)))
}

fn refused(refusal: &FormRefusal) -> ApiError {
    ApiError::unprocessable(["form.", &refusal.field].concat(), refusal.reason)
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
