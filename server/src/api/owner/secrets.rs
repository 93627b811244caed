//! `/api/teams/{teamId}/secrets`: what programs act for a team with.

use axum::{Json as Reply, extract::State, http::StatusCode};
use parlor_shared::ids::SecretId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{IdPath, Owner},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{clock::rfc3339, owner::team::ApiSecret},
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// A secret, without the secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Secret {
    /// Its id.
    id: SecretId,
    /// The owner's name for it.
    name: String,
    /// Its last four characters.
    last_four: String,
    /// RFC 3339 with milliseconds, UTC.
    created_at: String,
}

/// A new secret. Only this reply ever shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShownSecret {
    /// Its stored details.
    #[serde(flatten)]
    kept: Secret,
    /// The secret itself: `Authorization: Bearer <secret>`.
    secret: String,
}

/// A secret to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSecret {
    /// The owner's name for it, 1 to 120 characters.
    #[schema(min_length = 1, max_length = 120, pattern = "[^\\s\\x85]")]
    name: String,
}

/// A team's secrets, oldest first.
#[utoipa::path(get, path = "/api/teams/{teamId}/secrets", tag = "Owner: team", operation_id = "owner_list_secrets",
    security(("owner" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 200, body = Vec<Secret>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(State(state): State<AppState>, Owner(actor): Owner) -> Result<Reply<Vec<Secret>>, ApiError> {
    let secrets = state.team_admin(&actor).secrets().await?;
    Ok(Reply(secrets.into_iter().map(wire).collect()))
}

/// A new secret, shown once.
#[utoipa::path(post, path = "/api/teams/{teamId}/secrets", tag = "Owner: team", operation_id = "owner_create_secret",
    request_body = NewSecret, security(("owner" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 201, body = ShownSecret),
        (status = 400, description = "a field is missing, unknown or not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn create(
    State(state): State<AppState>,
    Owner(actor): Owner,
    body: Result<Json<NewSecret>, BodyError>,
) -> Result<(StatusCode, Reply<ShownSecret>), ApiError> {
    let Json(NewSecret { name }) = body?;
    let (kept, secret) = state.team_admin(&actor).create_secret(name).await?;
    Ok((StatusCode::CREATED, Reply(ShownSecret { kept: wire(kept), secret })))
}

/// Revokes a secret; it is good for nothing from now on.
#[utoipa::path(delete, path = "/api/teams/{teamId}/secrets/{id}", tag = "Owner: team", operation_id = "owner_delete_secret",
    security(("owner" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the secret's id")),
    responses(
        (status = 204, description = "revoked"),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such secret of the team", body = ErrorBody),
    ))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Owner(actor): Owner,
    named: IdPath,
) -> Result<StatusCode, ApiError> {
    state.team_admin(&actor).revoke_secret(&named.id()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn wire(secret: ApiSecret) -> Secret {
    Secret { id: secret.id, name: secret.name, last_four: secret.last_four, created_at: rfc3339(secret.created_at) }
}
