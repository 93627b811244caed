//! A form of an answer, filled in on the page.

use axum::http::StatusCode;
use parlor_shared::{content, widget::Role};

use super::{form::Form, refusal::Refusal};
use crate::{
    core::{blocks, conversation::Conversation, turn::Saying},
    state::AppState,
};

/// What the names of its fields begin with among those of the page's own.
pub(super) const FIELD: &str = "field.";

/// What the visitor says by it. Its key is the form's own: it is taken once.
pub(super) async fn saying(state: &AppState, conversation: &Conversation, form: &Form) -> Result<Saying, Refusal> {
    let wrong = || Refusal::new(StatusCode::BAD_REQUEST, "form_invalid");
    let request = content::FormRequest {
        message_id: form.text("message").to_owned(),
        id: form.text("form").to_owned(),
        values: form
            .beginning_with(FIELD)
            .map(|(name, value)| (name.to_owned(), value.replace("\r\n", "\n")))
            .collect(),
    };
    let id = request.message_id.parse().map_err(|_| wrong())?;
    let answer = state.store.message(&conversation.id, &id).await.map_err(Refusal::from)?;
    let answer = answer.filter(|answer| answer.role == Role::Agent);
    let (filled, text) = blocks::fill(answer.as_ref(), &request).map_err(|_| wrong())?;
    let client_id = Some(content::Form::key(&request.message_id, &request.id));
    Ok(Saying { text, client_id, form: Some(filled), ..Saying::default() })
}
