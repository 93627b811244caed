//! `/api/teams/{teamId}/blueprints`: settings that widgets share.

use axum::{Json as Reply, extract::State, http::StatusCode};
use parlor_shared::{ids::BlueprintId, owner::settings::SettingsBody, read_only::ReadOnly};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{Editor, IdPath, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{clock::rfc3339, owner, widget::blueprint},
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// A blueprint.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Blueprint {
    /// Its id.
    id: BlueprintId,
    /// The owner's name for it.
    name: String,
    /// Settings that widgets inherit.
    settings: SettingsBody,
    /// The allow-list of widgets that have none.
    allowed_origins: Vec<String>,
    /// RFC 3339 with milliseconds, UTC.
    created_at: String,
    /// RFC 3339 with milliseconds, UTC.
    updated_at: String,
}

/// A new blueprint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBlueprint {
    /// The owner's name for it, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, pattern = "[^\\s\\x85]")]
    name: String,
    /// Settings that widgets inherit.
    #[serde(default)]
    settings: SettingsBody,
    /// The allow-list of widgets that have none; empty: every origin.
    #[serde(default)]
    #[schema(max_items = 100)]
    allowed_origins: Vec<String>,
    /// In every reply. Ignored here, so that what was read can be written back.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    id: ReadOnly,
    /// See `id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    created_at: ReadOnly,
    /// See `id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    updated_at: ReadOnly,
}

/// A change: what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BlueprintChange {
    /// As of a new one.
    #[schema(min_length = 1, max_length = 200, pattern = "[^\\s\\x85]")]
    name: Option<String>,
    /// As of a new one; replaces all of them.
    settings: Option<SettingsBody>,
    /// As of a new one; replaces all of them.
    #[schema(max_items = 100)]
    allowed_origins: Option<Vec<String>>,
    /// In every reply. Ignored here, so that what was read can be written back.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    id: ReadOnly,
    /// See `id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    created_at: ReadOnly,
    /// See `id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    updated_at: ReadOnly,
}

/// A team's blueprints, oldest first.
#[utoipa::path(get, path = "/api/teams/{teamId}/blueprints", tag = "Owner: widgets", operation_id = "owner_list_blueprints",
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 200, body = Vec<Blueprint>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Reply<Vec<Blueprint>>, ApiError> {
    let blueprints = state.widget_admin(&actor).blueprints().await?;
    Ok(Reply(blueprints.into_iter().map(wire).collect()))
}

/// A new blueprint.
#[utoipa::path(post, path = "/api/teams/{teamId}/blueprints", tag = "Owner: widgets", operation_id = "owner_create_blueprint",
    request_body = NewBlueprint,
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 201, body = Blueprint),
        (status = 400, description = "a field is missing, unknown or not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
        (status = 422, description = "a field is well-formed and cannot be done as it says; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn create(
    State(state): State<AppState>,
    Editor(actor): Editor,
    body: Result<Json<NewBlueprint>, BodyError>,
) -> Result<(StatusCode, Reply<Blueprint>), ApiError> {
    let Json(NewBlueprint { name, settings, allowed_origins, .. }) = body?;
    let new = owner::NewBlueprint { name, settings: settings.into(), allowed_origins };
    let made = state.widget_admin(&actor).create_blueprint(new).await?;
    Ok((StatusCode::CREATED, Reply(wire(made))))
}

/// A blueprint.
#[utoipa::path(get, path = "/api/teams/{teamId}/blueprints/{id}", tag = "Owner: widgets", operation_id = "owner_get_blueprint",
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the blueprint")),
    responses(
        (status = 200, body = Blueprint),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such blueprint of the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Reply<Blueprint>, ApiError> {
    Ok(Reply(wire(state.widget_admin(&actor).blueprint(named.text()).await?)))
}

/// Changes a blueprint, and with it every widget that uses it.
#[utoipa::path(put, path = "/api/teams/{teamId}/blueprints/{id}", tag = "Owner: widgets", operation_id = "owner_update_blueprint",
    request_body = BlueprintChange, security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the blueprint")),
    responses(
        (status = 200, body = Blueprint),
        (status = 400, description = "a field is unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such blueprint of the team", body = ErrorBody),
        (status = 409, description = "somebody else is changing it", body = ErrorBody),
        (status = 422, description = "a field is well-formed and cannot be done as it says; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn update(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    body: Result<Json<BlueprintChange>, BodyError>,
) -> Result<Reply<Blueprint>, ApiError> {
    let Json(change) = body?;
    let BlueprintChange { name, settings, allowed_origins, .. } = change;
    let change = owner::BlueprintChange { name, settings: settings.map(Into::into), allowed_origins };
    Ok(Reply(wire(state.widget_admin(&actor).update_blueprint(named.text(), change).await?)))
}

/// Deletes a blueprint that no widget uses.
#[utoipa::path(delete, path = "/api/teams/{teamId}/blueprints/{id}", tag = "Owner: widgets", operation_id = "owner_delete_blueprint",
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the blueprint")),
    responses(
        (status = 204, description = "deleted"),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such blueprint of the team", body = ErrorBody),
        (status = 409, description = "a widget uses it", body = ErrorBody),
    ))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
) -> Result<StatusCode, ApiError> {
    state.widget_admin(&actor).delete_blueprint(&named.id()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn wire(blueprint: blueprint::Blueprint) -> Blueprint {
    Blueprint {
        id: blueprint.id,
        name: blueprint.name,
        settings: blueprint.settings.into(),
        allowed_origins: blueprint.allowed_origins,
        created_at: rfc3339(blueprint.created_at),
        updated_at: rfc3339(blueprint.updated_at),
    }
}
