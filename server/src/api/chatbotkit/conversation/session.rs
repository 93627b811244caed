//! `POST /v1/conversation/{conversationId}/session/create`: a token for a conversation there is.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ConversationSessionReply, ConversationSessionRequest, ErrorBody};

use crate::api::chatbotkit::{auth::OwnedTalk, error::ApiError, session};
use crate::{
    core::error::Error,
    http::{
        body::{BodyError, JsonOrNothing},
        state::AppState,
    },
};

/// Let a page go on with a conversation.
///
/// For owners' programs: the token opens this conversation to its holder. It lasts as long as asked, at most the widget's
/// `sessionDuration`, at most 24 hours. Source: the vendor's SDK.
#[utoipa::path(post, path = "/{conversationId}/session/create", operation_id = "create_conversation_session",
    tag = "ChatBotKit: conversations", request_body = Option<ConversationSessionRequest>, security(("secret" = [])),
    params(("conversationId" = String, Path, description = "the conversation")),
    responses(
        (status = 200, description = "the token", body = ConversationSessionReply),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such conversation", body = ErrorBody),
    ))]
pub async fn create(
    State(state): State<AppState>,
    OwnedTalk(talk): OwnedTalk,
    body: Result<JsonOrNothing<ConversationSessionRequest>, BodyError>,
) -> Result<Json<ConversationSessionReply>, ApiError> {
    let JsonOrNothing(ConversationSessionRequest { duration_in_seconds }) = body?;
    session::check_duration(duration_in_seconds)?;
    if !talk.widget.is_open() {
        return Err(Error::Gone.into());
    }
    let settings = talk.widget.effective();
    let minted = session::mint(&state, &talk.widget, &settings, &talk.conversation, duration_in_seconds)?;
    Ok(Json(ConversationSessionReply {
        id: talk.conversation.id.into(),
        token: minted.token,
        expires_at: minted.expires_at.as_millisecond(),
    }))
}
