//! `GET /api/widget-chat/init/{token}`: the widget's looks, if the token is good.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
    http::HeaderMap,
};
use parlor_shared::vendor::nodeloom::{ErrorBody, InitReply};
use serde::Deserialize;

use super::{auth, error::ApiError, wire};
use crate::http::{client_ip::ClientIp, state::AppState};

/// The token in the path.
#[derive(Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub(super) struct Token {
    token: String,
}

/// Initialize the widget and load its configuration. Source: NodeLoom, "Initialize Widget".
#[utoipa::path(get, path = "/api/widget-chat/init/{token}", tag = "NodeLoom: widget", operation_id = "nodeloom_init",
    params(("token" = String, Path, description = "the widget's embed token")),
    responses(
        (status = 200, body = InitReply),
        (status = 401, description = "the token is nobody's", body = ErrorBody),
        (status = 403, description = "the page's domain is not allowed", body = ErrorBody),
        (status = 410, description = "the widget was deleted or deactivated", body = ErrorBody),
        (status = 429, description = "more than 60 a minute from this address", body = ErrorBody),
    ))]
pub(super) async fn init(
    State(state): State<AppState>,
    ip: ClientIp,
    headers: HeaderMap,
    Token { token }: Token,
) -> Result<Reply<InitReply>, ApiError> {
    state.limits.init.take(&ip.key(), 1)?;
    let widget = auth::widget(&state, &headers, &token).await?;
    Ok(Reply(wire::init(widget)))
}
