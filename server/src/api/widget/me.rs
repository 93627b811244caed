//! `DELETE /me`: a visitor takes back everything.

use axum::{extract::State, http::StatusCode};

use super::{auth::Visitor, error::ApiError};
use crate::http::state::AppState;

/// Delete everything of this visitor in this widget.
///
/// Conversations, messages, feedback, files, answers being written, leads given there, events, and the visitor: at once
/// and for good. The token is good for nothing afterwards, and neither is `anonymous_id`. (ours)
#[utoipa::path(delete, path = "/me", tag = "Widget: conversation", operation_id = "widget_erase_visitor", security(("visitor" = [])), responses(
    (status = 204, description = "everything is gone"),
    (status = 401, description = "no valid token, or everything is gone already", body = parlor_shared::error::ErrorBody),
))]
pub async fn erase(State(state): State<AppState>, visitor: Visitor) -> Result<StatusCode, ApiError> {
    state.erasure.visitor(&visitor.widget.id, &visitor.conversation.visitor_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
