//! `GET …/widgets/{id}/embed-code`, `POST …/widgets/{id}/regenerate-token`: what goes into a page, and a new token for it.

use axum::{Json as Reply, extract::State};
use parlor_shared::vendor::nodeloom::{EmbedCodeReply, ErrorBody, RegenerateTokenReply};

use super::{auth::Dashboard, error::ApiError, widgets::WidgetPath};
use crate::{
    core::{public_url::PublicUrl, widget::KeyKind},
    http::{owner::AccessRefused, request_origin::UnknownHost, state::AppState},
};

/// Get the HTML embed snippet for a widget, for the address this server was asked at. Source: NodeLoom, "Get Embed Code".
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/embed-code", tag = "NodeLoom: dashboard",
    operation_id = "nodeloom_embed_code", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = EmbedCodeReply),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn embed_code(
    State(state): State<AppState>,
    address: Result<PublicUrl, UnknownHost>,
    Dashboard(actor): Dashboard,
    WidgetPath { id }: WidgetPath,
) -> Result<Reply<EmbedCodeReply>, ApiError> {
    let widget = state.widget_admin(&actor).widget(&id).await?;
    let address = address.map_err(|UnknownHost| AccessRefused::UnknownHost)?;
    Ok(Reply(EmbedCodeReply::new(&address.base(), &widget.keys.embed_token)))
}

/// Regenerate the widget embed token.
///
/// The old one is refused from now on; visitors' open streams end within 30 s. Source: NodeLoom, "Regenerate Token".
#[utoipa::path(post, path = "/api/teams/{teamId}/widgets/{id}/regenerate-token", tag = "NodeLoom: dashboard",
    operation_id = "nodeloom_regenerate_token", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = RegenerateTokenReply),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn regenerate_token(
    State(state): State<AppState>,
    Dashboard(actor): Dashboard,
    WidgetPath { id }: WidgetPath,
) -> Result<Reply<RegenerateTokenReply>, ApiError> {
    let widget = state.widget_admin(&actor).replace_key(&id, KeyKind::EmbedToken).await?;
    Ok(Reply(RegenerateTokenReply::new(widget.keys.embed_token)))
}
