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
        conversation::{Conversation, Page},
        error::Error,
        session::Arrival,
        widget::Widget,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
    },
    state::AppState,
};

/// Characters of a visitor's name.
const LONGEST_VISITOR: usize = 128;

/// Create a new public chat session.
///
/// With a `visitorId` that was here before, the visitor's last session goes on while it lasts. Source: NodeLoom, "Create
/// Chat Session".
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
    let conversation = open(&state, &widget, request.visitor_id).await?;
    let reply = SessionReply { created_at: rfc3339(conversation.created_at), session_id: conversation.id };
    Ok((StatusCode::CREATED, Reply(reply)))
}

async fn open(state: &AppState, widget: &Widget, visitor: Option<String>) -> Result<Conversation, Error> {
    let Some(name) = visitor else {
        return Ok(state.door().open(widget, Arrival { fresh: true, ..Arrival::default() }).await?.conversation);
    };
    if !(1..=LONGEST_VISITOR).contains(&name.chars().count()) {
        return Err(Error::Invalid { field: "visitorId", reason: "1 to 128 characters" });
    }
    let visitor = state.door().named(widget, "nodeloom", &name).await?;
    let (conversation, _) = state.door().converse(widget, &visitor, Page::default(), false).await?;
    Ok(conversation)
}
