//! `GET /v1/integration/widget/{idOrAlias}/fetch`: one widget.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, Widget as WireWidget};

use super::{auth::Owner, error::ApiError, path::WidgetName, wire};
use crate::http::state::AppState;

/// Read a widget, with its blueprint's values wherever its own are unset.
///
/// Source: ChatBotKit, "Fetching Widget Integration Details".
#[utoipa::path(get, path = "/{idOrAlias}/fetch", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_fetch_widget", security(("secret" = [])),
    params(("idOrAlias" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = WireWidget),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget", body = ErrorBody),
    ))]
pub async fn fetch(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
) -> Result<Json<WireWidget>, ApiError> {
    Ok(Json(wire::widget(state.widget_admin(&actor).widget(&name).await?)))
}
