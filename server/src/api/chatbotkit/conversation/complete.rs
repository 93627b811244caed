//! `POST /v1/conversation/{conversationId}/complete`: says something and waits for the answer, or follows it.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use parlor_shared::{
    vendor::chatbotkit::{CompleteEvent, CompleteReply, CompleteRequest, End, EndReason, ErrorBody, Usage},
    widget::{self, Finish},
};

use super::{
    super::{auth::Talk, error::ApiError, saying},
    lines::Sending,
};
use crate::{
    core::turn::Accepted,
    http::{
        body::{self, BodyError},
        client_ip::ClientIp,
        idempotency::{self, IdempotencyKeyHeader, REPLAYED},
        jsonl,
    },
    state::AppState,
};

/// Say something.
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
    saying::check("text", &text)?;
    let saying = saying::saying(text, idempotency::key(&headers)?);
    let slot = if jsonl::is_wanted(&headers) { Some(state.slots.take(ip.key(), &talk.conversation.id)?) } else { None };
    let speaker = talk.speaker(&state).await?;
    let accepted = state.turns.say(&speaker, saying).await?;
    let replayed = accepted.replayed;
    let mut response = match slot {
        Some(slot) => Sending::new(&state, slot, &talk.widget, &speaker.agent, &accepted).begin(),
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

pub(super) fn reply(id: Option<String>, text: String, finish: Finish, usage: widget::Usage) -> CompleteReply {
    let token = usage.input.saturating_add(usage.output);
    CompleteReply { id, text, usage: Usage { token }, end: End { reason: reason(finish) } }
}

const fn reason(finish: Finish) -> EndReason {
    match finish {
        Finish::Stop => EndReason::Stop,
        Finish::Length => EndReason::Length,
        Finish::Stopped | Finish::ContentFilter => EndReason::Abort,
    }
}
