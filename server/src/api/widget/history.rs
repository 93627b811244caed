//! `GET /messages`: the conversation so far.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, HistoryReply};
use serde::Deserialize;

use super::{auth::Visitor, error::ApiError, wire};
use crate::{
    core::conversation::history::HistoryPage,
    http::{body::BodyError, query::Query, state::AppState},
};

/// The part that is asked for.
#[derive(Deserialize)]
pub struct HistoryQuery {
    before: Option<String>,
    take: Option<u32>,
}

/// The conversation so far, oldest first. (ours)
#[utoipa::path(get, path = "/messages", tag = "Widget: conversation", operation_id = "widget_list_messages", security(("visitor" = [])),
    params(
        ("before" = Option<String>, Query, description = "a message; only older ones are returned"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 100, description = "1 to 100, default 30"),
    ),
    responses(
        (status = 200, body = Data<HistoryReply>),
        (status = 400, description = "a parameter is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such message in this conversation", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn history(
    State(state): State<AppState>,
    visitor: Visitor,
    part: Result<Query<HistoryQuery>, BodyError>,
) -> Result<Response, ApiError> {
    let Query(part) = part?;
    let take = part.take.unwrap_or(30);
    if !(1..=100).contains(&take) {
        return Err(ApiError::field("take", "a number from 1 to 100"));
    }
    let conversation = &visitor.conversation.id;
    let history = state.history(conversation);
    let before = match part.before {
        None => None,
        Some(id) => Some(history.named(&id).await?.id),
    };
    let HistoryPage { messages, has_more } = history.before(before.as_ref(), take).await?;
    let messages = wire::messages(conversation, messages, &state).await?;
    Ok(wire::data(HistoryReply { messages, has_more }).into_response())
}
