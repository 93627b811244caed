//! `POST /leads`: a way to reach the visitor.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, LeadReply, LeadRequest};

use super::{auth::Visitor, error::ApiError, saying::at_most, wire};
use crate::{
    core::{
        entropy::new_id,
        lead::{self, Lead},
    },
    http::body::{BodyError, Json},
    state::AppState,
};

/// Leave a way to be reached.
///
/// One record per agent and e-mail address: a second one of the same conversation updates the first. What other
/// conversations gave stays as it is and is never shown; the owner reads all of it.
/// Source: Glozr, "Endpoints".
#[utoipa::path(post, path = "/leads", tag = "Widget: leads and events", operation_id = "widget_create_lead", request_body = LeadRequest, security(("visitor" = [])), responses(
    (status = 200, body = Data<LeadReply>),
    (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
    (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
    (status = 429, description = "more than 5 a minute", body = parlor_shared::error::ErrorBody),
))]
pub async fn lead(
    State(state): State<AppState>,
    visitor: Visitor,
    body: Result<Json<LeadRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    check(&request)?;
    state.limits.leads.take(&visitor.token, 1)?;
    let now = state.clock.now();
    let lead = Lead {
        id: new_id(now, state.entropy.as_ref()),
        agent_id: visitor.conversation.agent_id,
        conversation_id: visitor.conversation.id,
        email: request.email.trim().to_owned(),
        name: request.name,
        phone: request.phone,
        message: request.message,
        fields: request.fields,
        updated_at: now,
    };
    let lead_id = state.store.upsert_lead(&lead).await?;
    Ok(wire::data(LeadReply { lead_id }).into_response())
}

fn check(request: &LeadRequest) -> Result<(), ApiError> {
    if !lead::is_address(request.email.trim()) {
        return Err(ApiError::field("email", "an e-mail address, at most 254 characters"));
    }
    at_most("name", request.name.as_ref(), 200)?;
    at_most("phone", request.phone.as_ref(), 40)?;
    at_most("message", request.message.as_ref(), 2_000)?;
    if request.fields.len() > 20 {
        return Err(ApiError::field("fields", "at most 20"));
    }
    for (name, value) in &request.fields {
        at_most("fields", Some(name), 64)?;
        at_most("fields", Some(value), 2_000)?;
    }
    Ok(())
}
