//! `POST /v1/integration/widget/{idOrAlias}/update`: changes what is named, and nothing else.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, Given, IdReply, WidgetInput};

use super::{
    auth::Owner,
    error::ApiError,
    path::WidgetName,
    wire::{self, WidgetChange},
};
use crate::{
    core::widget::Widget,
    http::{
        body::{self, BodyError},
        state::AppState,
    },
};

/// Change a widget.
///
/// Fields that are absent stay; `null` and empty texts take a value away, and the blueprint's shows again. What `fetch` gave
/// can be written back: of a body with `id`, `createdAt` or `updatedAt` only values that `fetch` does not show are changes.
/// Source: ChatBotKit, "Updating Widget Integrations".
#[utoipa::path(post, path = "/{idOrAlias}/update", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_update_widget", request_body = WidgetInput, security(("secret" = [])),
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
    let desk = state.widget_admin(&actor);
    let change = WidgetChange::try_from(changed(input, desk.widget(&name).await?))?;
    let apply = |widget: &mut _| {
        change.clone().apply(widget);
        Ok(())
    };
    let widget = desk.edit(&name, apply).await?;
    Ok(Json(IdReply { id: widget.id.into() }))
}

/// Of what was fetched before it was changed, only what was changed: what it shows of the blueprint stays the blueprint's.
/// With another blueprint all of it counts.
fn changed(input: WidgetInput, widget: Widget) -> WidgetInput {
    let shown = wire::widget(widget).settings;
    let id = |given: &Given<String>| match given {
        Given::Value(id) if !id.is_empty() => Some(id.clone()),
        _ => None,
    };
    let same_blueprint = input.blueprint_id.is_absent() || id(&input.blueprint_id) == id(&shown.blueprint_id);
    if input.was_fetched() && same_blueprint { input.without(&shown) } else { input }
}
