//! `POST /lead`: a way to reach the visitor.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use parlor_shared::vendor::caty::{Always, CustomFields, ErrorBody, LeadId, LeadReply, LeadRequest};

use super::{auth::Caller, check::at_most, error::ApiError};
use crate::{
    core::{
        engagement::{lead::is_address, leads::NewLead},
        i18n::phrases::phrases,
    },
    http::{
        body::{BodyError, Json as Body},
        state::AppState,
    },
};

/// Fields of one lead, the company among them.
const MOST: usize = 20;
/// The name of the field that holds the company.
const COMPANY: &str = "company";

/// Create a lead.
///
/// One record per agent and e-mail address, whatever API it came by: a second one of the same session updates the first. What
/// other sessions gave stays as it is and is never shown; the owner reads all of it. Source: Caty, "Capture Lead".
#[utoipa::path(post, path = "/lead", tag = "Caty", operation_id = "caty_lead", security(("caty" = [])),
    request_body = LeadRequest, responses(
    (status = 200, body = LeadReply),
    (status = 400, description = "a field is not acceptable", body = ErrorBody),
    (status = 401, description = "no valid key", body = ErrorBody),
    (status = 403, description = "the origin is not on the list", body = ErrorBody),
    (status = 404, description = "no such session", body = ErrorBody),
    (status = 429, description = "more than 100 a minute from this address", body = ErrorBody),
))]
pub async fn lead(
    State(state): State<AppState>,
    caller: Caller,
    body: Result<Body<LeadRequest>, BodyError>,
) -> Result<Json<LeadReply>, ApiError> {
    let Body(request) = body?;
    at_most("email", request.email.as_deref(), 254)?;
    let email = request.email.as_deref().map(str::trim).filter(|email| is_address(email));
    let email = email.ok_or_else(|| ApiError::field("email", "an e-mail address, at most 254 characters"))?.to_owned();
    at_most("name", request.name.as_deref(), 200)?;
    at_most("phone", request.phone.as_deref(), 40)?;
    at_most(COMPANY, request.company.as_deref(), 200)?;
    let fields = fields(request.custom_fields, request.company)?;
    let session = caller.session(&state, &request.session_id).await?;
    let language = caller.turn_context(&state, &session).await?.language;
    let lead = NewLead { email, name: request.name, phone: request.phone, message: None, fields };
    let lead_id = LeadId(state.leads().capture(&session, lead).await?);
    Ok(Json(LeadReply { success: Always, lead_id, message: phrases(&language).lead_thanks.clone() }))
}

/// The owner's own fields as texts, and the company among them.
fn fields(custom: Option<CustomFields>, company: Option<String>) -> Result<BTreeMap<String, String>, ApiError> {
    let mut fields = custom.map(CustomFields::into_texts).unwrap_or_default();
    fields.extend(company.map(|company| (COMPANY.to_owned(), company)));
    if fields.len() > MOST {
        return Err(ApiError::field("custom_fields", "at most 20 with the company"));
    }
    for (name, value) in &fields {
        at_most("custom_fields", Some(name), 64)?;
        at_most(&format!("custom_fields.{name}"), Some(value), 2_000)?;
    }
    Ok(fields)
}
