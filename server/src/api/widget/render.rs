//! `POST /render`: Markdown as nodes.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, RenderReply, RenderRequest};

use super::{
    auth::Visitor,
    error::ApiError,
    user_input::{LONGEST_MESSAGE, at_most},
    wire,
};
use crate::{
    core::error::Error,
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        state::AppState,
    },
};

/// The number of events that one text counts as.
const COST: u32 = 10;

/// Read Markdown as nodes.
///
/// For words that a page shows in the agent's place (`showMessage`): the widget has no Markdown of its own. Nothing is
/// stored. A text counts as 10 events, and an address has 120 texts a minute. Code beyond 20,000 bytes, and lines of
/// more than 250, have no colours. (ours)
#[utoipa::path(post, path = "/render", tag = "Widget: conversation", operation_id = "widget_render", request_body = RenderRequest, security(("visitor" = [])),
    responses(
        (status = 200, body = Data<RenderReply>),
        (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "the budget for events is spent, or this address had its texts for this minute", body = parlor_shared::error::ErrorBody),
        (status = 503, description = "server busy", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn render(
    State(state): State<AppState>,
    ip: ClientIp,
    visitor: Visitor,
    body: Result<Json<RenderRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(RenderRequest { text }) = body?;
    at_most("text", Some(&text), LONGEST_MESSAGE)?;
    state.limits.renders.take(&ip.key(), 1)?;
    state.limits.events.take(&visitor.token, COST)?;
    let nodes = state.render.on_demand(&text).await.map_err(Error::from)?;
    Ok(wire::data(RenderReply { nodes }).into_response())
}
