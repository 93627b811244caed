//! `POST /v1/integration/widget/create`: a new widget.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, IdReply, WidgetInput};

use super::{auth::Owner, error::ApiError, wire::WidgetChange};
use crate::http::{
    body::{self, BodyError},
    state::AppState,
};

/// Make a widget.
///
/// Every field is optional. `botId` must be an agent and `blueprintId` a blueprint of the team.
/// Source: ChatBotKit, "Creating Widget Integrations".
#[utoipa::path(post, path = "/create", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_create_widget", request_body = WidgetInput, security(("secret" = [])), responses(
    (status = 200, body = IdReply),
    (status = 400, description = "a field is not acceptable", body = ErrorBody),
    (status = 401, description = "no valid secret", body = ErrorBody),
    (status = 409, description = "another widget of the team has this alias", body = ErrorBody),
    (status = 422, description = "the team has no such agent or blueprint", body = ErrorBody),
))]
pub async fn create(
    State(state): State<AppState>,
    Owner(actor): Owner,
    body: Result<body::Json<WidgetInput>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    let body::Json(input) = body?;
    let change = WidgetChange::try_from(input)?;
    let widget = state.widget_admin(&actor).create(&change.new_name(), |widget| change.apply(widget)).await?;
    Ok(Json(IdReply { id: widget.id.into() }))
}
