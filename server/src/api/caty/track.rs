//! `POST /track`: what the visitor does on the page.

use axum::{Json, extract::State};
use jiff::Timestamp;
use parlor_shared::{
    ids::ConversationId,
    vendor::caty::{Always, ErrorBody, Metrics, Offer, TrackEvent, TrackReply, TrackRequest},
};
use serde_json::json;

use super::{
    auth::Caller,
    check::{at_most, is_name},
    error::ApiError,
};
use crate::{
    core::{
        conversation::Conversation, engagement::Seen, engagement::proactive::VisitorSignals,
        engagement::telemetry::WidgetEvent, widget::Widget,
    },
    http::{
        body::{BodyError, Json as Body},
        state::AppState,
    },
};

/// Events of one request.
const MOST: usize = 100;
/// Bytes of one event's data, as JSON.
const LARGEST: usize = 4 * 1024;

/// Tell what the visitor does.
///
/// Only `metrics` counts for the score; the largest of each figure is kept. An event of type `exit_intent`, and one of type
/// `idle` whose `data` is a number of seconds, can reach a rule. A rule that may speak once does so once in a session.
/// Source: Caty, "Track Behavior".
#[utoipa::path(post, path = "/track", tag = "Caty", operation_id = "caty_track", security(("caty" = [])),
    request_body = TrackRequest, responses(
    (status = 200, body = TrackReply),
    (status = 400, description = "a field is not acceptable", body = ErrorBody),
    (status = 401, description = "no valid key", body = ErrorBody),
    (status = 403, description = "the origin is not on the list", body = ErrorBody),
    (status = 404, description = "no such session", body = ErrorBody),
    (status = 429, description = "more than 100 a minute from this address", body = ErrorBody),
))]
pub async fn track(
    State(state): State<AppState>,
    caller: Caller,
    body: Result<Body<TrackRequest>, BodyError>,
) -> Result<Json<TrackReply>, ApiError> {
    let Body(request) = body?;
    check(&request.events)?;
    let seen = seen(request.metrics.unwrap_or_default())?;
    let session = caller.session(&state, &request.session_id).await?;
    let (idle_seconds, leaving) = (idle_seconds(&request.events), leaving(&request.events));
    let events = events(request.events, &session.id, state.clock.now());
    state.engagement().record(&events).await?;
    let engagement = state.engagement().merge(&session.id, &seen).await?;
    let engagement_score = engagement.score();
    let known = VisitorSignals { engagement, idle_seconds, leaving, ..VisitorSignals::default() };
    let proactive = offer(&state, &caller.widget, &session, known).await?;
    Ok(Json(TrackReply { success: Always, engagement_score, proactive }))
}

fn check(events: &[TrackEvent]) -> Result<(), ApiError> {
    if events.len() > MOST {
        return Err(ApiError::field("events", "at most 100"));
    }
    for (i, event) in events.iter().enumerate() {
        if !is_name(&event.kind, "_-.:") {
            return Err(ApiError::field(&format!("events[{i}].type"), "1 to 64 characters of A-Z a-z 0-9 _ - . :"));
        }
        if event.data.as_ref().is_some_and(|data| data.to_string().len() > LARGEST) {
            return Err(ApiError::field(&format!("events[{i}].data"), "at most 4 KiB"));
        }
        at_most(&format!("events[{i}].timestamp"), event.timestamp.as_deref(), 64)?;
    }
    Ok(())
}

fn seen(metrics: Metrics) -> Result<Seen, ApiError> {
    let scroll = whole("metrics.scrollDepth", metrics.scroll_depth)?.min(100);
    Ok(Seen {
        scroll_percent: u8::try_from(scroll).unwrap_or(100),
        time_ms: whole("metrics.timeOnPage", metrics.time_on_page)?,
        clicks: whole("metrics.clickCount", metrics.click_count)?,
        page: None,
    })
}

/// Rounded down; 0 when absent.
fn whole(field: &str, figure: Option<f64>) -> Result<u64, ApiError> {
    let figure = figure.unwrap_or_default();
    if figure < 0.0 {
        return Err(ApiError::field(field, "0 or more"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and a figure too large becomes the largest"
    )]
    Ok(figure as u64)
}

fn idle_seconds(events: &[TrackEvent]) -> Option<u64> {
    let idle = events.iter().filter(|event| event.kind == "idle");
    idle.filter_map(|event| event.data.as_ref()?.as_u64()).max()
}

fn leaving(events: &[TrackEvent]) -> bool {
    events.iter().any(|event| event.kind == "exit_intent")
}

fn events(events: Vec<TrackEvent>, session: &ConversationId, at: Timestamp) -> Vec<WidgetEvent> {
    let stored = |event: TrackEvent| WidgetEvent {
        conversation_id: session.clone(),
        payload: match (event.data, event.timestamp) {
            (None, None) => None,
            (data, timestamp) => Some(json!({"data": data, "timestamp": timestamp})),
        },
        kind: event.kind,
        at,
    };
    events.into_iter().map(stored).collect()
}

async fn offer(
    state: &AppState,
    widget: &Widget,
    session: &Conversation,
    known: VisitorSignals,
) -> Result<Offer, ApiError> {
    let rules = widget.effective().proactive.unwrap_or_default();
    let rule = state.engagement().offer(session, &rules, known).await?;
    Ok(rule.map_or(Offer::Wait, |rule| Offer::Speak(rule.message.clone())))
}
