//! `POST /messages/{id}/feedback`: thumbs up or down.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    ids::MessageId,
    widget::{Data, FeedbackReply, FeedbackRequest},
};

use super::{auth::Visitor, error::ApiError, path::Path, user_input::at_most, wire};
use crate::{
    core::{conversation::message::Feedback, error::Error},
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// Thumbs up or down on an answer; the last one counts. (ours)
#[utoipa::path(post, path = "/messages/{id}/feedback", tag = "Widget: conversation", operation_id = "widget_send_feedback", request_body = FeedbackRequest, security(("visitor" = [])),
    params(("id" = String, Path, description = "the answer")),
    responses(
        (status = 200, body = Data<FeedbackReply>),
        (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such answer in this conversation", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn feedback(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<Json<FeedbackRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    at_most("reason", request.reason.as_ref(), 64)?;
    at_most("comment", request.comment.as_ref(), 2_000)?;
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let value = request.value;
    let feedback = Feedback { value, reason: request.reason, comment: request.comment };
    state.feedback().record(&visitor.conversation.id, &id, &feedback).await?;
    Ok(wire::data(FeedbackReply { message_id: id, value }).into_response())
}
