//! `POST /messages`: says something and waits for the whole answer.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use parlor_shared::{
    content::Node,
    widget::{Data, Finish, MessageReply, MessageRequest, Render},
};

use super::{auth::Visitor, error::ApiError, user_input::user_input, wire};
use crate::{
    core::{
        clock::rfc3339,
        conversation::turn::{UserInput, Whole},
    },
    http::{
        body::{BodyError, Json},
        idempotency::{IdempotencyKeyHeader, REPLAYED},
        state::AppState,
    },
};

/// Send a message and wait for the whole answer.
///
/// With the header `Idempotency-Key` the same message may be sent again without harm: it gets the same ids and the same
/// answer, and `Idempotency-Replayed: true`. Source: Glozr, "Endpoints".
#[utoipa::path(post, path = "/messages", tag = "Widget: conversation", operation_id = "widget_send_message", request_body = MessageRequest, security(("visitor" = [])),
    params(IdempotencyKeyHeader),
    responses(
        (status = 200, body = Data<MessageReply>),
        (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "the key was used for another message", body = parlor_shared::error::ErrorBody),
        (status = 413, description = "larger than 64 KiB", body = parlor_shared::error::ErrorBody),
        (status = 415, description = "not JSON", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "an answer is being written, or the budget is spent", body = parlor_shared::error::ErrorBody),
        (status = 502, description = "the agent failed", body = parlor_shared::error::ErrorBody),
        (status = 503, description = "the agent or the database is busy", body = parlor_shared::error::ErrorBody),
        (status = 504, description = "the agent was too slow", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn message(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Result<Json<MessageRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    let render = request.render;
    // A client that waits for the complete answer never sees tool calls.
    let input = UserInput { tools: Vec::new(), ..user_input(&state, &visitor, request, &headers).await? };
    let context = visitor.turn_context(&state).await?;
    let whole = state.turns.say(&context, input).await?.whole().await?;
    let replayed = whole.replayed;
    let nodes = match render {
        Render::Nodes => Some(state.rendered.one(&whole.said()).await?.nodes()),
        Render::Text => None,
    };
    let mut response = wire::data(reply(whole, nodes)).into_response();
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn reply(whole: Whole, nodes: Option<Vec<Node>>) -> MessageReply {
    let finish: Finish = whole.done.finish;
    MessageReply {
        message_id: whole.answer.id,
        user_message_id: whole.user.id,
        conversation_id: whole.answer.conversation_id,
        created_at: rfc3339(whole.answer.created_at),
        nodes,
        content: whole.text,
        finish,
        citations: whole.done.citations,
        quick_replies: whole.done.quick_replies,
        blocks: whole.blocks,
        usage: whole.done.usage,
        low_confidence: whole.done.low_confidence,
    }
}
