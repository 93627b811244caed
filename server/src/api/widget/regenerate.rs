//! `POST /messages/{id}/regenerate`: another answer to the same message.

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use parlor_shared::{
    ids::MessageId,
    widget::{AnswerEvent, RegenerateRequest, Render},
};

use super::{auth::Visitor, error::ApiError, path::Path, stream::follow, tool::lend};
use crate::{
    core::{conversation::tool::page_tools, error::Error},
    http::{
        body::{BodyError, JsonOrNothing},
        client_ip::ClientIp,
        last_event_id,
        state::AppState,
    },
};

/// Another answer to the same message.
///
/// Only for the last answer of the conversation, once it has ended. The new answer has its own id and takes the old
/// one's place in the history. The reply is a stream as in `POST /messages/stream`; with `Last-Event-ID` of the new answer the
/// same request goes on with it. (ours)
#[utoipa::path(post, path = "/messages/{id}/regenerate", tag = "Widget: conversation", operation_id = "widget_regenerate_message", security(("visitor" = [])),
    request_body = RegenerateRequest, params(
        ("id" = String, Path, description = "the answer to replace"),
        ("render" = Option<Render>, Query, description = "the form of the answer; `text` when absent"),
        ("Last-Event-ID" = Option<String>, Header, description = "the id of the last event received of the new answer"),
    ),
    responses(
        (status = 200, description = "the new answer", content_type = "text/event-stream", body = Vec<AnswerEvent>),
        (status = 400, description = "a parameter, a tool or a header is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such answer in this conversation", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "not the last answer, or the event is of another one", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "an answer is being written, or the budget is spent", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn regenerate(
    State(state): State<AppState>,
    ip: ClientIp,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<JsonOrNothing<RegenerateRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let render = match query.as_deref() {
        Some("render=nodes") => Render::Nodes,
        None | Some("" | "render=text") => Render::Text,
        Some(_) => return Err(ApiError::field("render", "text or nodes")),
    };
    let place = last_event_id::place(&headers)?;
    let JsonOrNothing(RegenerateRequest { mut tools }) = body?;
    page_tools::check(&tools).await?;
    lend(&visitor.widget, &mut tools);
    let slot = state.slots.take(ip.key(), &visitor.conversation.id)?;
    let accepted = match &place {
        Some(place) => state.turns.resume_again(&visitor.conversation.id, place, &id).await?,
        None => state.turns.regenerate(&visitor.turn_context(&state).await?, id, tools).await?,
    };
    Ok(follow(&state, slot, &visitor.widget, render, accepted, place.map(|place| place.after)))
}
