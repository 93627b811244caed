//! `/api/teams/{teamId}/members`: who is in a team.

use axum::{Json as Reply, extract::State, http::StatusCode};
use parlor_shared::{ids::AccountId, read_only::ReadOnly};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{IdPath, Owner, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::owner::team::{self, Role},
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// Someone in a team.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Member {
    /// Their account.
    account_id: AccountId,
    /// The address they sign in with.
    email: String,
    /// Their name.
    name: String,
    /// Their role in the team.
    role: Role,
}

/// A member's new role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberChange {
    /// Their new role.
    role: Role,
    /// In every reply. Ignored here, so that what was read can be written back.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    account_id: ReadOnly,
    /// See `account_id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    email: ReadOnly,
    /// See `account_id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    name: ReadOnly,
}

/// A team's members, by address.
#[utoipa::path(get, path = "/api/teams/{teamId}/members", tag = "Owner: team", operation_id = "owner_list_members",
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 200, body = Vec<Member>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(State(state): State<AppState>, Reader(actor): Reader) -> Result<Reply<Vec<Member>>, ApiError> {
    let members = state.team_admin(&actor).members().await?;
    Ok(Reply(members.into_iter().map(wire).collect()))
}

/// Changes a member's role. The last owner cannot be demoted.
#[utoipa::path(put, path = "/api/teams/{teamId}/members/{id}", tag = "Owner: team", operation_id = "owner_update_member",
    request_body = MemberChange, security(("owner" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the account")),
    responses(
        (status = 200, body = Member),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such member", body = ErrorBody),
        (status = 409, description = "the last owner", body = ErrorBody),
    ))]
pub(super) async fn update(
    State(state): State<AppState>,
    Owner(actor): Owner,
    named: IdPath,
    body: Result<Json<MemberChange>, BodyError>,
) -> Result<Reply<Member>, ApiError> {
    let Json(MemberChange { role, .. }) = body?;
    Ok(Reply(wire(state.team_admin(&actor).set_role(&named.id()?, role).await?)))
}

/// Takes a member out of the team; they are out at once. The last owner stays.
#[utoipa::path(delete, path = "/api/teams/{teamId}/members/{id}", tag = "Owner: team", operation_id = "owner_remove_member",
    security(("owner" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the account")),
    responses(
        (status = 204, description = "out"),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such member", body = ErrorBody),
        (status = 409, description = "the last owner", body = ErrorBody),
    ))]
pub(super) async fn remove(
    State(state): State<AppState>,
    Owner(actor): Owner,
    named: IdPath,
) -> Result<StatusCode, ApiError> {
    state.team_admin(&actor).remove_member(&named.id()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn wire(member: team::Member) -> Member {
    Member { account_id: member.account_id, email: member.email, name: member.name, role: member.role }
}
