//! `POST /api/widget-chat/sessions`: opens a conversation, or goes on with the visitor's last one.

use axum::{
    Json as Reply,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use parlor_shared::vendor::nodeloom::{CreateSessionRequest, ErrorBody, SessionReply};

use super::{auth, error::ApiError};
use crate::{
    core::{
        clock::rfc3339,
        conversation::{Conversation, session::Arrival},
        security::identity,
        widget::Widget,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        state::AppState,
    },
};

/// Characters of a visitor's id that is no token.
const LONGEST_VISITOR: usize = 128;

/// Create a new public chat session.
///
/// A `visitorId` that is the `sessionId` of an earlier reply, which nobody can guess, opens that session while it lasts. An
/// identity token of the owner's server, sent as `visitorId`, opens the person's last session. Any other `visitorId` opens a
/// new one: an id the caller made up may be guessed by others. Source: NodeLoom, "Create Chat Session".
#[utoipa::path(post, path = "/api/widget-chat/sessions", tag = "NodeLoom: widget",
    operation_id = "nodeloom_create_session", request_body = CreateSessionRequest, security((), ("nodeloom" = [])),
    responses(
        (status = 201, body = SessionReply),
        (status = 400, description = "a field is missing or not acceptable", body = ErrorBody),
        (status = 401, description = "the token is nobody's", body = ErrorBody),
        (status = 403, description = "the page's domain is not allowed", body = ErrorBody),
        (status = 410, description = "the widget was deleted or deactivated", body = ErrorBody),
        (status = 429, description = "more than 60 a minute from this address", body = ErrorBody),
    ))]
pub(super) async fn create(
    State(state): State<AppState>,
    ip: ClientIp,
    headers: HeaderMap,
    body: Result<Json<CreateSessionRequest>, BodyError>,
) -> Result<(StatusCode, Reply<SessionReply>), ApiError> {
    state.limits.sessions.take(&ip.key(), 1)?;
    let Json(request) = body?;
    let widget = auth::widget(&state, &headers, auth::token_of(request.token.as_ref(), &headers)?).await?;
    let conversation = open(&state, &widget, request.visitor_id.as_deref()).await?;
    let reply = SessionReply { created_at: rfc3339(conversation.created_at), session_id: conversation.id };
    Ok((StatusCode::CREATED, Reply(reply)))
}

async fn open(state: &AppState, widget: &Widget, id: Option<&str>) -> Result<Conversation, ApiError> {
    if id.is_some_and(|id| !identity::is_token(id) && !(1..=LONGEST_VISITOR).contains(&id.chars().count())) {
        return Err(ApiError::field("visitorId", "1 to 128 characters, or an identity token"));
    }
    let sessions = state.sessions();
    if let Some(token) = id.filter(|id| identity::is_token(id)) {
        let identity = Some(sessions.identify(widget, token, &state.signer).await?);
        return Ok(sessions.open(widget, Arrival { identity, ..Arrival::default() }).await?.conversation);
    }
    let earlier = match id.and_then(|id| id.parse().ok()) {
        Some(id) => sessions.resumable(widget, &id).await?,
        None => None,
    };
    match earlier {
        Some(conversation) => Ok(conversation),
        None => Ok(sessions.open(widget, Arrival { fresh: true, ..Arrival::default() }).await?.conversation),
    }
}
