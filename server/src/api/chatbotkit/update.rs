//! `POST /v1/integration/widget/{idOrAlias}/update`: changes what is named, and nothing else.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, IdReply, WidgetInput};

use super::{auth::Owner, error::ApiError, path::WidgetName, wire::Change};
use crate::{
    http::body::{self, BodyError},
    state::AppState,
};

/// Change a widget.
///
/// Fields that are absent stay; `null` and empty texts take a value away, and the blueprint's shows again.
/// Source: ChatBotKit, "Updating Widget Integrations".
#[utoipa::path(post, path = "/{idOrAlias}/update", tag = "chatbotkit widgets", request_body = WidgetInput, security(("secret" = [])),
    params(("idOrAlias" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = IdReply),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget", body = ErrorBody),
        (status = 409, description = "another widget of the team has this alias", body = ErrorBody),
        (status = 422, description = "the team has no such agent or blueprint", body = ErrorBody),
    ))]
pub async fn update(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
    body: Result<body::Json<WidgetInput>, BodyError>,
) -> Result<Json<IdReply>, ApiError> {
    let body::Json(input) = body?;
    let change = Change::try_from(input)?;
    let apply = |widget: &mut _| {
        change.clone().apply(widget);
        Ok(())
    };
    let widget = state.desk(&actor).edit(&name, apply).await?;
    Ok(Json(IdReply { id: widget.id.into() }))
}
