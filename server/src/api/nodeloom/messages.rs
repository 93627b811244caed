//! `GET /api/widget-chat/sessions/{sessionId}/messages`: what was said.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
    http::HeaderMap,
};
use parlor_shared::{
    ids::{ConversationId, MessageId},
    vendor::nodeloom::{ErrorBody, MessagesReply},
};
use serde::Deserialize;

use super::{
    auth,
    error::{ApiError, NoToken},
    wire,
};
use crate::{
    core::error::Error,
    http::{body::BodyError, query::Query},
    state::AppState,
};

/// How many messages are returned at most, and when nothing else is asked for.
const MOST: u32 = 200;

/// The session in the path.
#[derive(Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub(super) struct Named {
    #[serde(rename = "sessionId")]
    pub(super) session: String,
}

/// Which part.
#[derive(Deserialize)]
pub(super) struct Part {
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
    Named { session }: Named,
    part: Result<Query<Part>, BodyError>,
) -> Result<Reply<MessagesReply>, ApiError> {
    let widget = auth::widget(&state, &headers, auth::header_token(&headers).ok_or(NoToken)?).await?;
    let session = auth::session(&state, &widget, &session).await?;
    let Query(Part { before, take }) = part?;
    let take = take.unwrap_or(MOST);
    if !(1..=MOST).contains(&take) {
        return Err(ApiError::field("take", "a number from 1 to 200"));
    }
    let before = match before {
        None => None,
        Some(id) => Some(known(&state, &session.id, &id).await?),
    };
    let messages = state.store.history(&session.id, before.as_ref(), take).await?;
    Ok(Reply(MessagesReply { messages: messages.into_iter().map(wire::message).collect() }))
}

async fn known(state: &AppState, session: &ConversationId, id: &str) -> Result<MessageId, ApiError> {
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    Ok(state.store.message(session, &id).await?.ok_or(Error::NotFound)?.id)
}
