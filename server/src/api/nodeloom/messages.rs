//! `GET /api/widget-chat/sessions/{sessionId}/messages`: what was said.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
    http::HeaderMap,
};
use parlor_shared::vendor::nodeloom::{ErrorBody, MessagesReply};
use serde::Deserialize;

use super::{
    auth,
    error::{ApiError, NoToken},
    wire,
};
use crate::http::{body::BodyError, query::Query, state::AppState};

/// Maximum number of messages per request, and the default.
const MOST: u32 = 200;

/// The session in the path.
#[derive(Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub(super) struct SessionPath {
    #[serde(rename = "sessionId")]
    pub(super) session: String,
}

/// The part that is asked for.
#[derive(Deserialize)]
pub(super) struct HistoryQuery {
    before: Option<String>,
    take: Option<u32>,
}

/// Get message history for a widget chat session, oldest first.
///
/// The last 200, or those before a message (ours). Source: NodeLoom, "Get Chat Messages"; that it needs the token is ours.
#[utoipa::path(get, path = "/api/widget-chat/sessions/{sessionId}/messages", tag = "NodeLoom: widget",
    operation_id = "nodeloom_messages", security(("nodeloom" = [])),
    params(
        ("sessionId" = String, Path, description = "the session"),
        ("before" = Option<String>, Query, description = "a message; only older ones are returned"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 200, description = "1 to 200, default 200"),
    ),
    responses(
        (status = 200, body = MessagesReply),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "no token, or nobody's", body = ErrorBody),
        (status = 403, description = "the page's domain is not allowed", body = ErrorBody),
        (status = 404, description = "no such session of this widget", body = ErrorBody),
        (status = 410, description = "the widget was deleted or deactivated", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
    SessionPath { session }: SessionPath,
    part: Result<Query<HistoryQuery>, BodyError>,
) -> Result<Reply<MessagesReply>, ApiError> {
    let widget = auth::widget(&state, &headers, auth::header_token(&headers).ok_or(NoToken)?).await?;
    let session = auth::session(&state, &widget, &session).await?;
    let Query(HistoryQuery { before, take }) = part?;
    let take = take.unwrap_or(MOST);
    if !(1..=MOST).contains(&take) {
        return Err(ApiError::field("take", "a number from 1 to 200"));
    }
    let history = state.history(&session.id);
    let before = match before {
        None => None,
        Some(id) => Some(history.named(&id).await?.id),
    };
    let messages = history.before(before.as_ref(), take).await?.messages;
    Ok(Reply(MessagesReply { messages: messages.into_iter().map(wire::message).collect() }))
}
