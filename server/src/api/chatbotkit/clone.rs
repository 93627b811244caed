//! `POST /v1/integration/widget/{idOrAlias}/clone`: the same for another site.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, IdReply, Nothing};

use super::{auth::Owner, error::ApiError, path::WidgetName};
use crate::http::{
    body::{BodyError, JsonOrNothing},
    state::AppState,
};

/// Copy a widget.
///
/// The copy has its own id, keys and figures and no alias; it refers to the same agent, blueprint and files.
/// Source: ChatBotKit, "Cloning Widget Integrations".
#[utoipa::path(post, path = "/{idOrAlias}/clone", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_clone_widget", request_body = Option<Nothing>, security(("secret" = [])),
    params(("idOrAlias" = String, Path, description = "the original")),
    responses(
        (status = 200, description = "the copy's id", body = IdReply),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget", body = ErrorBody),
    ))]
pub async fn clone(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
    body: Result<JsonOrNothing<Nothing>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    body?;
    let copy = state.widget_admin(&actor).clone_widget(&name).await?;
    Ok(Json(IdReply { id: copy.id.into() }))
}
