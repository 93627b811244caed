//! `POST /messages/{id}/stop`: stops an answer.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    ids::MessageId,
    widget::{Data, StopReply},
};

use super::{auth::Visitor, error::ApiError, path::Path, wire};
use crate::{core::error::Error, http::state::AppState};

/// Stop an answer; what was written is kept.
///
/// Followers get `done` with `finish: "stopped"`. Stopping one that has ended changes nothing. The reply waits for the
/// end, 3 s at most: then the status is still `streaming`, and the answer stops as soon as its writer hears of it. (ours)
#[utoipa::path(post, path = "/messages/{id}/stop", tag = "Widget: conversation", operation_id = "widget_stop_message", security(("visitor" = [])),
    params(("id" = String, Path, description = "the answer")),
    responses(
        (status = 200, body = Data<StopReply>),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such answer in this conversation", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn stop(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let status = state.turns.stop(&visitor.conversation.id, &id).await?;
    Ok(wire::data(StopReply { message_id: id, status }).into_response())
}
