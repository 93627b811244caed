//! `GET /messages/{id}/stream`: goes on with an answer after a cut.

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use parlor_shared::{
    ids::MessageId,
    widget::{AnswerEvent, Render},
};

use super::{
    auth::Visitor,
    error::ApiError,
    path::Path,
    stream::{Native, start},
};
use crate::{
    core::error::Error,
    http::{
        client_ip::ClientIp,
        event_stream::EventStream,
        last_event_id::{self, BadEventId, number},
        state::AppState,
    },
};

/// Go on with an answer.
///
/// `Last-Event-ID: <message>:<n>` or `?after=n`: events n+1, n+2 … follow, whether the answer is still being written or
/// has ended. Without either it begins with `start`. `n` beyond the end, or an answer that was interrupted:
/// `reset` comes first. (ours)
#[utoipa::path(get, path = "/messages/{id}/stream", tag = "Widget: conversation", operation_id = "widget_resume_message", security(("visitor" = [])),
    params(
        ("id" = String, Path, description = "the answer"),
        ("after" = Option<u64>, Query, description = "the number of the last event received"),
        ("render" = Option<Render>, Query, description = "the form of the answer; `text` when absent"),
        ("Last-Event-ID" = Option<String>, Header, description = "the id of the last event received; `after` wins"),
    ),
    responses(
        (status = 200, description = "the answer", content_type = "text/event-stream", body = Vec<AnswerEvent>),
        (status = 400, description = "the place is not `<message>:<n>` or a number", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such answer in this conversation", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "too many streams", body = parlor_shared::error::ErrorBody),
        (status = 503, description = "stopping, or all streams are taken", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn resume(
    State(state): State<AppState>,
    ip: ClientIp,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let place = Place::read(&query.unwrap_or_default(), &headers, &id)?;
    if state.shutdown.draining.is_cancelled() {
        return Err(Error::Draining.into());
    }
    let slot = state.slots.take(ip.key(), &visitor.conversation.id)?;
    let (answer, source) = state.turns.find(&visitor.conversation.id, &id).await?;
    let follower = source.follow(place.after.unwrap_or(0));
    let sending = EventStream::new(&state, slot, &visitor.widget, Native { render: place.render }, follower, &id);
    if place.after.is_some() {
        return Ok(sending.begin(|_| {}));
    }
    let user = answer.reply_to.clone().ok_or(Error::NotFound)?;
    let user = state.history(&visitor.conversation.id).message(&user).await?;
    let client_id = user.client_id.clone();
    Ok(sending.begin(|frame| frame.event(Some(0), "start", &start(&user, &answer, client_id))))
}

/// The position to resume from, and the form of the answer.
struct Place {
    after: Option<u64>,
    render: Render,
}

impl Place {
    fn read(query: &str, headers: &HeaderMap, id: &MessageId) -> Result<Self, ApiError> {
        let mut place = Self { after: after(headers, id)?, render: Render::Text };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match (name, value) {
                ("after", n) => {
                    place.after = Some(number(n).ok_or_else(|| ApiError::field("after", "a number of an event"))?);
                }
                ("render", "nodes") => place.render = Render::Nodes,
                ("render", "text") => place.render = Render::Text,
                ("render", _) => return Err(ApiError::field("render", "text or nodes")),
                _ => {}
            }
        }
        Ok(place)
    }
}

/// Another message's place means nothing here.
fn after(headers: &HeaderMap, id: &MessageId) -> Result<Option<u64>, BadEventId> {
    match last_event_id::place(headers)? {
        Some(place) if place.answer != *id => Err(BadEventId),
        place => Ok(place.map(|place| place.after)),
    }
}
