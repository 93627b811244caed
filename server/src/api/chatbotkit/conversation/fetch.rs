//! `GET /v1/conversation/{conversationId}/fetch`: a conversation and what is kept with it.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{Conversation, ErrorBody};

use crate::api::chatbotkit::{auth::Talk, error::ApiError};
use crate::http::state::AppState;

/// Read a conversation.
///
/// Source: the vendor's SDK; what `meta` holds: ChatBotKit, "Metadata and Tracking".
#[utoipa::path(get, path = "/{conversationId}/fetch", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_fetch_conversation", security(("session" = []), ("secret" = [])),
    params(("conversationId" = String, Path, description = "the conversation")),
    responses(
        (status = 200, body = Conversation),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such conversation", body = ErrorBody),
    ))]
pub async fn fetch(State(state): State<AppState>, talk: Talk) -> Result<Json<Conversation>, ApiError> {
    let conversation = talk.conversation;
    let meta = state.sessions().meta(&conversation.id).await?;
    Ok(Json(Conversation {
        id: conversation.id.into(),
        bot_id: conversation.agent_id.into(),
        meta,
        created_at: conversation.created_at.as_millisecond(),
        updated_at: conversation.last_activity_at.as_millisecond(),
    }))
}
