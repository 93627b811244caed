//! `POST /events`: what happened in the widget.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, EventItem, EventsReply, EventsRequest};
use serde_json::json;

use super::{auth::Visitor, error::ApiError, wire};
use crate::{
    core::{engagement::telemetry::WidgetEvent, security::budget::Amount},
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// Events of one request.
const MOST: usize = 100;
/// Bytes of one payload.
const LARGEST: usize = 4 * 1024;

/// Tell what happened, one event or up to 100 at once.
///
/// All are stored or none. Source: Glozr, "Endpoints".
#[utoipa::path(post, path = "/events", tag = "Widget: leads and events", operation_id = "widget_record_events", request_body = EventsRequest, security(("visitor" = [])), responses(
    (status = 200, body = Data<EventsReply>),
    (status = 400, description = "an event is not acceptable", body = parlor_shared::error::ErrorBody),
    (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
    (status = 429, description = "more than 600 a minute, or a budget is used up", body = parlor_shared::error::ErrorBody),
))]
pub async fn events(
    State(state): State<AppState>,
    visitor: Visitor,
    body: Result<Json<EventsRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    let items = items(request)?;
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    state.limits.events.take(&visitor.token, count)?;
    let stored =
        items.iter().map(|item| item.kind.len() + item.payload.as_ref().map_or(0, |json| json.to_string().len()));
    let bytes = u64::try_from(stored.sum::<usize>()).unwrap_or(u64::MAX);
    state.budgets.reserve(&visitor.spender(), Amount::bytes(bytes)).await?;
    let at = state.clock.now();
    let conversation_id = visitor.conversation.id;
    let events: Vec<_> = items
        .into_iter()
        .map(|item| WidgetEvent {
            conversation_id: conversation_id.clone(),
            kind: item.kind,
            payload: item.payload,
            at,
        })
        .collect();
    state.engagement().record(&events).await?;
    Ok(wire::data(EventsReply { accepted: count }).into_response())
}

/// Both forms as one; each event checked.
fn items(request: EventsRequest) -> Result<Vec<EventItem>, ApiError> {
    let items = match (request.events, request.event) {
        (Some(events), None) => events,
        (None, Some(kind)) => vec![EventItem { kind, payload: single_payload(request.rule_id, request.metadata) }],
        _ => return Err(ApiError::field("events", "either events or event")),
    };
    if items.is_empty() || items.len() > MOST {
        return Err(ApiError::field("events", "1 to 100 events"));
    }
    for (i, item) in items.iter().enumerate() {
        check(item).map_err(|(field, reason)| ApiError::field(format!("events[{i}].{field}"), reason))?;
    }
    Ok(items)
}

fn single_payload(rule_id: Option<String>, metadata: Option<serde_json::Value>) -> Option<serde_json::Value> {
    match (rule_id, metadata) {
        (None, None) => None,
        (rule_id, metadata) => Some(json!({"rule_id": rule_id, "metadata": metadata})),
    }
}

fn check(item: &EventItem) -> Result<(), (&'static str, &'static str)> {
    let kind = (1..=64).contains(&item.kind.len())
        && item
            .kind
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.' | b':'));
    if !kind {
        return Err(("kind", "1 to 64 characters of a-z 0-9 _ - . :"));
    }
    match &item.payload {
        Some(payload) if payload.to_string().len() > LARGEST => Err(("payload", "at most 4 KiB")),
        _ => Ok(()),
    }
}
