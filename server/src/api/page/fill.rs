//! A form of an answer, filled in on the page.

use axum::http::StatusCode;
use parlor_shared::{content, widget::Role};

use super::{form::FormFields, refusal::Refusal};
use crate::{
    core::conversation::{Conversation, blocks, turn::UserInput},
    http::state::AppState,
};

/// The prefix of its fields' names, which sets them apart from the page's own.
pub(super) const FIELD: &str = "field.";

/// Makes the message that submits the form. Its idempotency key is derived from the form, so it is accepted once.
pub(super) async fn user_input(
    state: &AppState,
    conversation: &Conversation,
    form: &FormFields,
) -> Result<UserInput, Refusal> {
    let wrong = || Refusal::new(StatusCode::BAD_REQUEST, "form_invalid");
    let request = content::FormRequest {
        message_id: form.text("message").to_owned(),
        id: form.text("form").to_owned(),
        values: form
            .beginning_with(FIELD)
            .map(|(name, value)| (name.to_owned(), value.replace("\r\n", "\n")))
            .collect(),
    };
    let answer = state.history(&conversation.id).find(&request.message_id).await?;
    let answer = answer.filter(|answer| answer.role == Role::Agent);
    let (filled, text) = blocks::form::fill(answer.as_ref(), &request).map_err(|_| wrong())?;
    Ok(UserInput::form(filled, text, content::Form::key(&request.message_id, &request.id)))
}
