//! `/api/teams/{teamId}/widgets/{id}/identity`: the secret with which an owner's server says who its visitors are.

use axum::{Json as Reply, extract::State, http::StatusCode};
use parlor_shared::ids::WidgetId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    auth::{IdPath, Owner},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{clock::rfc3339, security::identity::IdentitySeed},
    http::state::AppState,
};

/// The status of a widget's identity secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IdentityStatus {
    /// The `aud` claim that tokens must have: the widget's id.
    #[schema(value_type = String)]
    audience: WidgetId,
    /// When the secret was made, RFC 3339 with milliseconds, UTC; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
}

/// A new identity secret. Only this reply ever shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IdentitySecret {
    /// Its status.
    #[serde(flatten)]
    status: IdentityStatus,
    /// `wis_` and 64 hexadecimal digits. Tokens are signed (HS256) with this text as it stands.
    secret: String,
}

/// The status of a widget's identity secret: whether there is one, and since when.
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/identity", tag = "Owner: widgets",
    operation_id = "owner_get_identity", security(("owner" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget, or its alias")),
    responses(
        (status = 200, body = IdentityStatus),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Owner(actor): Owner,
    named: IdPath,
) -> Result<Reply<IdentityStatus>, ApiError> {
    let admin = state.widget_admin(&actor);
    let widget = admin.widget(named.text()).await?;
    let seed = admin.identity_seed(&widget).await?;
    Ok(Reply(status(widget.id, seed)))
}

/// A new identity secret, shown once. Tokens signed with the one before are refused from now on; visitors whom they let in
/// stay until their own token ends, at most an hour.
#[utoipa::path(post, path = "/api/teams/{teamId}/widgets/{id}/identity", tag = "Owner: widgets",
    operation_id = "owner_create_identity", security(("owner" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget, or its alias")),
    responses(
        (status = 201, body = IdentitySecret),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn create(
    State(state): State<AppState>,
    Owner(actor): Owner,
    named: IdPath,
) -> Result<(StatusCode, Reply<IdentitySecret>), ApiError> {
    let admin = state.widget_admin(&actor);
    let widget = admin.widget(named.text()).await?;
    let (seed, secret) = admin.replace_identity_secret(&widget, &state.signer).await?;
    Ok((StatusCode::CREATED, Reply(IdentitySecret { status: status(widget.id, Some(seed)), secret })))
}

/// Deletes the identity secret. Existing identity tokens stop working.
#[utoipa::path(delete, path = "/api/teams/{teamId}/widgets/{id}/identity", tag = "Owner: widgets",
    operation_id = "owner_delete_identity", security(("owner" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget, or its alias")),
    responses(
        (status = 204, description = "gone"),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget in the team, or it has no secret", body = ErrorBody),
    ))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Owner(actor): Owner,
    named: IdPath,
) -> Result<StatusCode, ApiError> {
    let admin = state.widget_admin(&actor);
    let widget = admin.widget(named.text()).await?;
    admin.remove_identity_secret(&widget).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn status(audience: WidgetId, seed: Option<IdentitySeed>) -> IdentityStatus {
    IdentityStatus { audience, created_at: seed.map(|seed| rfc3339(seed.created_at)) }
}
