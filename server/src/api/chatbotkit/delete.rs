//! `POST /v1/integration/widget/{idOrAlias}/delete`: a widget stops at once, for ever; its conversations stay.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, IdReply, Nothing};

use super::{auth::Owner, error::ApiError, path::WidgetName};
use crate::{
    core::owner::Conversations,
    http::{
        body::{BodyError, JsonOrNothing},
        state::AppState,
    },
};

/// Delete a widget. Its keys and sessions stop working; agent, files and conversations stay.
///
/// Source: ChatBotKit, "Deleting Widget Integrations".
#[utoipa::path(post, path = "/{idOrAlias}/delete", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_delete_widget", request_body = Option<Nothing>, security(("secret" = [])),
    params(("idOrAlias" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = IdReply),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget", body = ErrorBody),
    ))]
pub async fn delete(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
    body: Result<JsonOrNothing<Nothing>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    body?;
    let id = state.widget_admin(&actor).delete(&name, Conversations::Kept).await?;
    Ok(Json(IdReply { id: id.into() }))
}
