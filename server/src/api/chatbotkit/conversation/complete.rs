//! `POST /v1/conversation/{conversationId}/complete`: says something and waits for the answer, or follows it.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use parlor_shared::vendor::chatbotkit::{CompleteEvent, CompleteReply, CompleteRequest, ErrorBody};

use super::{
    lines::{Lines, begin, model},
    reply::reply,
};
use crate::api::chatbotkit::{auth::Talk, error::ApiError, user_input};
use crate::{
    core::conversation::turn::Accepted,
    http::{
        body::{self, BodyError},
        client_ip::ClientIp,
        event_stream::EventStream,
        idempotency::{self, IdempotencyKeyHeader, REPLAYED},
        jsonl,
        state::AppState,
    },
};

/// Send a message.
///
/// With `Accept: application/jsonl` the answer is followed while it is written, as lines `{"type", "data"}`: `completeBegin`,
/// `token`s, `message`, `usage`, `completeEnd`, `result`; or `error`, which is the last one. Dropping the connection does
/// not stop the answer. Source: the vendor's SDK.
#[utoipa::path(post, path = "/{conversationId}/complete", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_complete", request_body = CompleteRequest,
    security(("session" = []), ("secret" = [])),
    params(
        ("conversationId" = String, Path, description = "the conversation"),
        IdempotencyKeyHeader,
    ),
    responses(
        (status = 200, content((CompleteReply = "application/json"), (Vec<CompleteEvent> = "application/jsonl"))),
        (status = 400, description = "the text is empty or too long", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such conversation", body = ErrorBody),
        (status = 409, description = "the key was used for another message", body = ErrorBody),
        (status = 429, description = "an answer is being written, or the budget is spent", body = ErrorBody),
        (status = 502, description = "the agent failed", body = ErrorBody),
        (status = 503, description = "the agent or the database is busy", body = ErrorBody),
        (status = 504, description = "the agent was too slow", body = ErrorBody),
    ))]
pub async fn complete(
    State(state): State<AppState>,
    ip: ClientIp,
    talk: Talk,
    headers: HeaderMap,
    body: Result<body::Json<CompleteRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let body::Json(CompleteRequest { text }) = body?;
    user_input::check("text", &text)?;
    let input = user_input::user_input(text, idempotency::key(&headers)?);
    let slot = if jsonl::is_wanted(&headers) { Some(state.slots.take(ip.key(), &talk.conversation.id)?) } else { None };
    let context = talk.turn_context(&state).await?;
    let accepted = state.turns.say(&context, input).await?;
    let replayed = accepted.replayed;
    let mut response = match slot {
        Some(slot) => {
            let encoder = Lines { answer: accepted.answer.id.to_string(), model: model(&context.agent) };
            let (follower, id) = (accepted.run.follow(0), &accepted.answer.id);
            EventStream::new(&state, slot, &talk.widget, encoder, follower, id).begin(begin)
        }
        None => Json(whole(accepted).await?).into_response(),
    };
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

async fn whole(accepted: Accepted) -> Result<CompleteReply, ApiError> {
    let whole = accepted.whole().await?;
    Ok(reply(Some(whole.answer.id.into()), whole.text, whole.done.finish, whole.done.usage))
}
