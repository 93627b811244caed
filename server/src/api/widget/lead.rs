//! `POST /leads`: a way to reach the visitor.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, LeadReply, LeadRequest};

use super::{auth::Visitor, error::ApiError, user_input::at_most, wire};
use crate::{
    core::engagement::{lead, leads::NewLead},
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// Create a lead.
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
    let lead = NewLead {
        email: request.email.trim().to_owned(),
        name: request.name,
        phone: request.phone,
        message: request.message,
        fields: request.fields,
    };
    let lead_id = state.leads().capture(&visitor.conversation, lead).await?;
    Ok(wire::data(LeadReply { lead_id }).into_response())
}

fn check(request: &LeadRequest) -> Result<(), ApiError> {
    at_most("email", Some(&request.email), 254)?;
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
