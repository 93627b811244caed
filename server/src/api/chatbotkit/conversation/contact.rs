//! `POST /v1/conversation/{conversationId}/contact/upsert`: how the visitor can be reached.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{Code, ContactRequest, ErrorBody, IdReply};
use serde_json::Value;

use crate::api::chatbotkit::{
    auth::Talk,
    contact::{self, Reached, at_most, given},
    error::ApiError,
};
use crate::{
    core::{engagement::leads::NewLead, owner::is_meta_name},
    http::{
        body::{self, BodyError},
        state::AppState,
    },
};

/// The most fields of the caller's own.
const MOST_FIELDS: usize = 15;
/// The longest name of one, and its longest value, in characters.
const LONGEST_NAME: usize = 64;
const LONGEST_FIELD: usize = 2_000;

/// Create a lead.
///
/// One contact per agent and e-mail address, without which there is none: a second one of the same conversation adds to the
/// first. What other conversations gave stays as it is and is never shown; the owner reads all of it. Source: the vendor's SDK.
#[utoipa::path(post, path = "/{conversationId}/contact/upsert", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_upsert_contact", request_body = ContactRequest,
    security(("session" = []), ("secret" = [])),
    params(("conversationId" = String, Path, description = "the conversation")),
    responses(
        (status = 200, description = "the contact's id", body = IdReply),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such conversation", body = ErrorBody),
        (status = 422, description = "no e-mail address", body = ErrorBody),
        (status = 429, description = "more than 5 a minute", body = ErrorBody),
    ))]
pub async fn upsert(
    State(state): State<AppState>,
    talk: Talk,
    body: Result<body::Json<ContactRequest>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    let body::Json(request) = body?;
    check(&request)?;
    let Some(email) = given(request.email) else {
        return Err(ApiError::new(Code::UnprocessableEntity, "email: a contact is known by its e-mail address"));
    };
    let names = [("nick", given(request.nick)), ("fingerprint", given(request.fingerprint))];
    let names = names.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?)));
    let own = request.meta.unwrap_or_default().into_iter().map(|(name, value)| (name, text(value)));
    let lead = NewLead {
        email,
        name: given(request.name),
        phone: given(request.phone),
        message: given(request.description),
        fields: own.chain(names).collect::<BTreeMap<_, _>>(),
    };
    Ok(Json(IdReply { id: contact::keep(&state, &talk.conversation, lead).await?.into() }))
}

fn check(request: &ContactRequest) -> Result<(), ApiError> {
    contact::check(&Reached {
        email: request.email.as_deref(),
        name: request.name.as_deref(),
        phone: request.phone.as_deref(),
    })?;
    at_most("nick", request.nick.as_deref(), 200)?;
    at_most("fingerprint", request.fingerprint.as_deref(), 200)?;
    at_most("description", request.description.as_deref(), 2_000)?;
    let fields = request.meta.iter().flatten();
    if fields.clone().count() > MOST_FIELDS {
        return Err(ApiError::field("meta", "at most 15 fields"));
    }
    fields.clone().try_for_each(check_field)
}

/// Values that are no texts are kept as JSON, whose length no description can tell.
fn check_field((name, value): (&String, &Value)) -> Result<(), ApiError> {
    if !is_meta_name(name) || name.chars().count() > LONGEST_NAME {
        return Err(ApiError::field("meta", "names have 1 to 64 characters and do not begin with _"));
    }
    let at_most = format!("at most {LONGEST_FIELD} characters a value");
    match value {
        Value::String(text) if text.chars().count() > LONGEST_FIELD => Err(ApiError::field("meta", &at_most)),
        Value::String(_) => Ok(()),
        other if other.to_string().chars().count() > LONGEST_FIELD => Err(ApiError::unprocessable("meta", &at_most)),
        _ => Ok(()),
    }
}

/// A text as it is, anything else as JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
