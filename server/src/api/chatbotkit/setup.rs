//! `POST /v1/integration/widget/{idOrAlias}/setup`: translates what a widget says, in the background.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, IdReply, Nothing};

use super::{auth::Owner, error::ApiError, path::WidgetName};
use crate::{
    core::owner::team::Role,
    http::{
        body::{BodyError, JsonOrNothing},
        state::AppState,
    },
};

/// Translate what a widget says into its languages.
///
/// Returns at once. Afterwards the owner's texts are translated by the agent's language model, if it has one; until then,
/// and where that fails, they are shown as written. Calling it again regenerates all translations.
/// Source: ChatBotKit, "Setting Up Widget Integrations".
#[utoipa::path(post, path = "/{idOrAlias}/setup", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_setup_widget", request_body = Option<Nothing>, security(("secret" = [])),
    params(("idOrAlias" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = IdReply),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget", body = ErrorBody),
    ))]
pub async fn setup(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
    body: Result<JsonOrNothing<Nothing>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    body?;
    actor.needs(Role::Editor)?;
    let widget = state.widget_admin(&actor).widget(&name).await?;
    state.languages.set_up(&widget.id);
    Ok(Json(IdReply { id: widget.id.into() }))
}
