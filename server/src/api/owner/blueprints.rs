//! `/api/teams/{teamId}/blueprints`: settings that widgets share.

use axum::{Json as Reply, extract::State, http::StatusCode};
use parlor_shared::{ids::BlueprintId, read_only::ReadOnly};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{Editor, Named, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        blueprint,
        clock::rfc3339,
        entropy::new_id,
        error::Error,
        owner::{check_origins, check_settings},
        settings::Settings,
        store::Saved,
    },
    http::body::{BodyError, Json},
    state::AppState,
};

/// A blueprint.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Blueprint {
    /// Its id.
    id: BlueprintId,
    /// The owner's name for it.
    name: String,
    /// What widgets inherit.
    settings: Settings,
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
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    name: String,
    /// What widgets inherit.
    #[serde(default)]
    settings: Settings,
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
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    name: Option<String>,
    /// As of a new one; replaces all of them.
    settings: Option<Settings>,
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
    let blueprints = state.store.blueprints(&actor.team_id).await?;
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
    ))]
pub(super) async fn create(
    State(state): State<AppState>,
    Editor(actor): Editor,
    body: Result<Json<NewBlueprint>, BodyError>,
) -> Result<(StatusCode, Reply<Blueprint>), ApiError> {
    let Json(NewBlueprint { name, settings, allowed_origins, .. }) = body?;
    let now = state.clock.now();
    let made = blueprint::Blueprint {
        id: new_id(now, state.entropy.as_ref()),
        team_id: actor.team_id,
        name,
        settings,
        allowed_origins,
        revision: 0,
        created_at: now,
        updated_at: now,
    };
    check(&made)?;
    state.store.insert_blueprint(&made).await?;
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
    named: Named,
) -> Result<Reply<Blueprint>, ApiError> {
    Ok(Reply(wire(state.desk(&actor).blueprint(named.text()).await?)))
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
    ))]
pub(super) async fn update(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: Named,
    body: Result<Json<BlueprintChange>, BodyError>,
) -> Result<Reply<Blueprint>, ApiError> {
    let Json(change) = body?;
    let before = state.desk(&actor).blueprint(named.text()).await?;
    let after = blueprint::Blueprint {
        name: change.name.unwrap_or(before.name),
        settings: change.settings.unwrap_or(before.settings),
        allowed_origins: change.allowed_origins.unwrap_or(before.allowed_origins),
        updated_at: state.clock.now(),
        ..before
    };
    check(&after)?;
    match state.store.save_blueprint(&after).await? {
        Saved::Done => Ok(Reply(wire(after))),
        Saved::Stale | Saved::Taken => Err(Error::Conflict("somebody else is changing this blueprint").into()),
    }
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
    named: Named,
) -> Result<StatusCode, ApiError> {
    match state.store.delete_blueprint(&actor.team_id, &named.id()?).await? {
        Saved::Done => Ok(StatusCode::NO_CONTENT),
        Saved::Stale => Err(Error::NotFound.into()),
        Saved::Taken => Err(Error::Conflict("a widget uses this blueprint").into()),
    }
}

fn check(blueprint: &blueprint::Blueprint) -> Result<(), ApiError> {
    if blueprint.name.trim().is_empty() || blueprint.name.chars().count() > 200 {
        return Err(ApiError::field("name", "1 to 200 characters"));
    }
    check_origins(&blueprint.allowed_origins)?;
    Ok(check_settings(&blueprint.settings)?)
}

fn wire(blueprint: blueprint::Blueprint) -> Blueprint {
    Blueprint {
        id: blueprint.id,
        name: blueprint.name,
        settings: blueprint.settings,
        allowed_origins: blueprint.allowed_origins,
        created_at: rfc3339(blueprint.created_at),
        updated_at: rfc3339(blueprint.updated_at),
    }
}
