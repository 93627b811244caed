//! `POST /messages/{id}/tools/{call}`: what came of a call of a page's tool.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    ids::MessageId,
    widget::{Data, PageTool, ToolOutcome, ToolReply},
};

use super::{auth::Visitor, error::ApiError, path::Path, wire};
use crate::{
    core::{
        conversation::tool::page_tools::Outcome,
        error::Error,
        widget::{Widget, settings::Feature},
    },
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// Characters of a reason.
const LONGEST_REASON: usize = 1_000;

/// Submit the result of a page tool call.
///
/// The answer that asked for it (`tool_call` with `origin: "page"`) then goes on. Only the first result
/// counts, in any tab and at any node. After 60 s, or 5 minutes where the visitor is asked, the agent goes on without. (ours)
#[utoipa::path(post, path = "/messages/{id}/tools/{call}", tag = "Widget: conversation", operation_id = "widget_send_tool_result", request_body = ToolOutcome, security(("visitor" = [])),
    params(
        ("id" = String, Path, description = "the answer"),
        ("call" = String, Path, description = "the `id` of the event"),
    ),
    responses(
        (status = 200, body = Data<ToolReply>),
        (status = 400, description = "not exactly one of result and error", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such call in this conversation", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "nobody waits for it any more", body = parlor_shared::error::ErrorBody),
        (status = 413, description = "larger than 64 KiB", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn outcome(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((id, call)): Path<(String, String)>,
    body: Result<Json<ToolOutcome>, BodyError>,
) -> Result<Response, ApiError> {
    let outcome = read(body?.0)?;
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    state.turns.hand_in(&visitor.conversation.id, &id, &call, &outcome).await?;
    Ok(wire::data(ToolReply { call_id: call }).into_response())
}

fn read(body: ToolOutcome) -> Result<Outcome, ApiError> {
    match (body.result, body.error) {
        (Some(result), None) => Ok(Outcome::Result(result)),
        (None, Some(error)) if (1..=LONGEST_REASON).contains(&error.trim().chars().count()) => {
            Ok(Outcome::Error(error))
        }
        (None, Some(_)) => Err(ApiError::field("error", "1 to 1,000 characters")),
        _ => Err(ApiError::field("result", "either a result or an error")),
    }
}

/// Keeps what a page offers where the owner lets pages lend tools.
pub(super) fn lend(widget: &Widget, tools: &mut Vec<PageTool>) {
    if !widget.effective().has(Feature::Tools) {
        tools.clear();
    }
}
