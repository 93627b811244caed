//! `POST /v1/conversation/{conversationId}/message/{messageId}/upvote` and `…/downvote`: what the visitor thinks of an answer.

use axum::{Json, extract::State};
use parlor_shared::{
    vendor::chatbotkit::{Code, ErrorBody, IdReply, VoteRequest},
    widget::{FeedbackValue, Role},
};

use crate::api::chatbotkit::{auth::Talk, contact::at_most, error::ApiError, path::MessageName};
use crate::{
    core::conversation::message::Feedback,
    http::{
        body::{BodyError, JsonOrNothing},
        state::AppState,
    },
};

/// The last answer is among so many messages.
const RECENT: u32 = 10;

/// Upvote an answer. The last vote counts.
///
/// Source: the vendor's SDK.
#[utoipa::path(post, path = "/{conversationId}/message/{messageId}/upvote", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_upvote_message", request_body = Option<VoteRequest>,
    security(("session" = []), ("secret" = [])),
    params(
        ("conversationId" = String, Path, description = "the conversation"),
        ("messageId" = String, Path, description = "the answer"),
    ),
    responses(
        (status = 200, body = IdReply),
        (status = 400, description = "the reason is too long", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such answer in this conversation", body = ErrorBody),
        (status = 422, description = "the value is negative", body = ErrorBody),
    ))]
pub async fn upvote(
    State(state): State<AppState>,
    talk: Talk,
    message: MessageName,
    body: Result<JsonOrNothing<VoteRequest>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    let JsonOrNothing(vote) = body?;
    if value(&vote) < 0.0 {
        return Err(ApiError::unprocessable("value", "an upvote is not negative"));
    }
    keep(&state, &talk, message, FeedbackValue::Up, vote).await
}

/// Downvote an answer. The last vote counts.
///
/// Source: the vendor's SDK.
#[utoipa::path(post, path = "/{conversationId}/message/{messageId}/downvote", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_downvote_message", request_body = Option<VoteRequest>,
    security(("session" = []), ("secret" = [])),
    params(
        ("conversationId" = String, Path, description = "the conversation"),
        ("messageId" = String, Path, description = "the answer"),
    ),
    responses(
        (status = 200, body = IdReply),
        (status = 400, description = "the reason is too long", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such answer in this conversation", body = ErrorBody),
        (status = 422, description = "the value is positive", body = ErrorBody),
    ))]
pub async fn downvote(
    State(state): State<AppState>,
    talk: Talk,
    message: MessageName,
    body: Result<JsonOrNothing<VoteRequest>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    let JsonOrNothing(vote) = body?;
    if value(&vote) > 0.0 {
        return Err(ApiError::unprocessable("value", "a downvote is not positive"));
    }
    keep(&state, &talk, message, FeedbackValue::Down, vote).await
}

/// Upvote the last answer of a conversation. The last vote counts.
///
/// Source: the vendor's SDK; that the vote is the last answer's is ours.
#[utoipa::path(post, path = "/{conversationId}/upvote", operation_id = "chatbotkit_upvote_conversation", tag = "ChatBotKit: conversations", request_body = Option<VoteRequest>,
    security(("session" = []), ("secret" = [])),
    params(("conversationId" = String, Path, description = "the conversation")),
    responses(
        (status = 200, description = "the conversation's id", body = IdReply),
        (status = 400, description = "the reason is too long", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such conversation", body = ErrorBody),
        (status = 422, description = "the value is negative, or nothing was answered yet", body = ErrorBody),
    ))]
pub async fn upvote_conversation(
    State(state): State<AppState>,
    talk: Talk,
    body: Result<JsonOrNothing<VoteRequest>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    let last = last_answer(&state, &talk).await?;
    let _of_the_message = upvote(State(state), talk.clone(), last, body).await?;
    Ok(Json(IdReply { id: talk.conversation.id.into() }))
}

/// Downvote the last answer of a conversation. The last vote counts.
///
/// Source: the vendor's SDK; that the vote is the last answer's is ours.
#[utoipa::path(post, path = "/{conversationId}/downvote", operation_id = "chatbotkit_downvote_conversation", tag = "ChatBotKit: conversations", request_body = Option<VoteRequest>,
    security(("session" = []), ("secret" = [])),
    params(("conversationId" = String, Path, description = "the conversation")),
    responses(
        (status = 200, description = "the conversation's id", body = IdReply),
        (status = 400, description = "the reason is too long", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such conversation", body = ErrorBody),
        (status = 422, description = "the value is positive, or nothing was answered yet", body = ErrorBody),
    ))]
pub async fn downvote_conversation(
    State(state): State<AppState>,
    talk: Talk,
    body: Result<JsonOrNothing<VoteRequest>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    let last = last_answer(&state, &talk).await?;
    let _of_the_message = downvote(State(state), talk.clone(), last, body).await?;
    Ok(Json(IdReply { id: talk.conversation.id.into() }))
}

async fn last_answer(state: &AppState, talk: &Talk) -> Result<MessageName, ApiError> {
    let recent = state.history(&talk.conversation.id).newest(RECENT).await?;
    let last = recent.into_iter().rev().find(|message| message.role == Role::Agent);
    let nothing = || ApiError::new(Code::UnprocessableEntity, "nothing was answered yet");
    Ok(MessageName(last.ok_or_else(nothing)?.id))
}

fn value(vote: &VoteRequest) -> f64 {
    vote.value.as_ref().and_then(serde_json::Number::as_f64).unwrap_or_default()
}

async fn keep(
    state: &AppState,
    talk: &Talk,
    MessageName(id): MessageName,
    value: FeedbackValue,
    vote: VoteRequest,
) -> Result<Json<IdReply>, ApiError> {
    at_most("reason", vote.reason.as_deref(), 2_000)?;
    let feedback = Feedback { value, reason: None, comment: vote.reason };
    state.feedback().record(&talk.conversation.id, &id, &feedback).await?;
    Ok(Json(IdReply { id: id.into() }))
}
