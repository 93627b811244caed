//! `POST /api/teams/{teamId}/members`, `/api/teams/{teamId}/invitations`, `/api/invitations`: how somebody gets into a team.

use axum::{Json as Reply, extract::State, http::StatusCode};
use parlor_shared::ids::{InvitationId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{IdPath, Owner},
    error::{ApiError, ErrorBody},
    sign_in::Session,
};
use crate::{
    core::{
        clock::rfc3339,
        error::Error,
        owner::{
            invitation::{self, InvitationKey},
            team::{Role, Team},
        },
    },
    http::{
        body::{BodyError, Json},
        owner::SignedIn,
        state::AppState,
    },
};

/// Someone to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvitation {
    /// An e-mail address, at most 254 characters.
    email: String,
    /// The role of the new member.
    role: Role,
}

/// An open invitation, without its token.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invitation {
    /// Its id.
    id: InvitationId,
    /// The invited address.
    email: String,
    /// The role of the new member.
    role: Role,
    /// RFC 3339 with milliseconds, UTC.
    created_at: String,
    /// It cannot be accepted from then on. RFC 3339 with milliseconds, UTC.
    expires_at: String,
}

/// A new invitation. Only this reply ever shows the token.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShownInvitation {
    /// The invitation.
    #[serde(flatten)]
    invitation: Invitation,
    /// `pi_` and 32 hexadecimal digits: a signed-in account that sends it becomes a member.
    token: String,
}

/// An invitation for the account that is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReceivedInvitation {
    /// Its id.
    id: InvitationId,
    /// The team.
    team_id: TeamId,
    /// The team's name.
    team_name: String,
    /// The role of the new member.
    role: Role,
    /// It cannot be accepted from then on. RFC 3339 with milliseconds, UTC.
    expires_at: String,
}

/// The invitation to accept: either of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Acceptance {
    /// Its token.
    token: Option<String>,
    /// Its id, when it was sent to the address of the account that is signed in.
    invitation_id: Option<String>,
}

/// The team that was joined.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JoinedTeam {
    /// Its id.
    team_id: TeamId,
    /// Its name.
    team_name: String,
    /// The account's role in the team.
    role: Role,
}

/// Invite somebody into the team.
///
/// The reply is the same whether or not the address has an account. Somebody who has one finds the invitation at
/// `GET /api/invitations`; anybody signed in can accept it with the token. It is good for 7 days, and replaces an earlier
/// invitation of the same address.
#[utoipa::path(post, path = "/api/teams/{teamId}/members", tag = "Owner: team", operation_id = "owner_invite_member",
    request_body = NewInvitation, security(("owner" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 201, description = "invited", body = ShownInvitation),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
        (status = 409, description = "in the team already, or the team has 100 open invitations", body = ErrorBody),
    ))]
pub(super) async fn invite(
    State(state): State<AppState>,
    Owner(actor): Owner,
    body: Result<Json<NewInvitation>, BodyError>,
) -> Result<(StatusCode, Reply<ShownInvitation>), ApiError> {
    let Json(NewInvitation { email, role }) = body?;
    let (made, token) = state.team_admin(&actor).invite(&email, role).await?;
    Ok((StatusCode::CREATED, Reply(ShownInvitation { invitation: wire(made), token })))
}

/// A team's open invitations, oldest first.
#[utoipa::path(get, path = "/api/teams/{teamId}/invitations", tag = "Owner: team", operation_id = "owner_list_invitations",
    security(("owner" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 200, description = "the invitations", body = Vec<Invitation>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Owner(actor): Owner,
) -> Result<Reply<Vec<Invitation>>, ApiError> {
    Ok(Reply(state.team_admin(&actor).invitations().await?.into_iter().map(wire).collect()))
}

/// Take an invitation back.
#[utoipa::path(delete, path = "/api/teams/{teamId}/invitations/{id}", tag = "Owner: team",
    operation_id = "owner_delete_invitation", security(("owner" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the invitation")),
    responses(
        (status = 204, description = "withdrawn"),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "not an owner, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such invitation of the team", body = ErrorBody),
    ))]
pub(super) async fn withdraw(
    State(state): State<AppState>,
    Owner(actor): Owner,
    named: IdPath,
) -> Result<StatusCode, ApiError> {
    state.team_admin(&actor).withdraw_invitation(&named.id()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The open invitations for the address of the account that is signed in, oldest first.
#[utoipa::path(get, path = "/api/invitations", tag = "Owner: sign-in", operation_id = "owner_received_invitations",
    security(("owner" = [])),
    responses(
        (status = 200, description = "the invitations", body = Vec<ReceivedInvitation>),
        (status = 401, description = "not signed in", body = ErrorBody),
    ))]
pub(super) async fn received(
    State(state): State<AppState>,
    Session(SignedIn { account, .. }): Session,
) -> Result<Reply<Vec<ReceivedInvitation>>, ApiError> {
    let open = state.accounts().invitations(&account).await?;
    Ok(Reply(open.into_iter().map(received_wire).collect()))
}

/// Accept an invitation.
///
/// With its `token`, or with its `invitation_id` when it was sent to the address of the account that is signed in. It is
/// used up. A member of the team keeps the role they have.
#[utoipa::path(post, path = "/api/invitations/accept", tag = "Owner: sign-in", operation_id = "owner_accept_invitation",
    request_body = Acceptance, security(("owner" = [])),
    responses(
        (status = 200, description = "in the team", body = JoinedTeam),
        (status = 400, description = "a field is not acceptable, or not exactly one of the two is there", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a page of another site", body = ErrorBody),
        (status = 404, description = "no such invitation, or it has ended", body = ErrorBody),
    ))]
pub(super) async fn accept(
    State(state): State<AppState>,
    Session(SignedIn { account, .. }): Session,
    body: Result<Json<Acceptance>, BodyError>,
) -> Result<Reply<JoinedTeam>, ApiError> {
    let Json(acceptance) = body?;
    let key = match acceptance {
        Acceptance { token: Some(token), invitation_id: None } => InvitationKey::token(&token),
        Acceptance { token: None, invitation_id: Some(id) } => {
            let id = id.parse().map_err(|_| Error::NotFound)?;
            InvitationKey::Addressed { id, email: account.email }
        }
        _ => return Err(ApiError::field("token", "either token or invitation_id")),
    };
    let joined = state.accounts().accept_invitation(&account.id, &key).await?;
    let (Team { id: team_id, name: team_name, .. }, role) = joined;
    Ok(Reply(JoinedTeam { team_id, team_name, role }))
}

fn wire(invitation: invitation::Invitation) -> Invitation {
    Invitation {
        id: invitation.id,
        email: invitation.email,
        role: invitation.role,
        created_at: rfc3339(invitation.created_at),
        expires_at: rfc3339(invitation.expires_at),
    }
}

fn received_wire((invitation, team): (invitation::Invitation, Team)) -> ReceivedInvitation {
    ReceivedInvitation {
        id: invitation.id,
        team_id: team.id,
        team_name: team.name,
        role: invitation.role,
        expires_at: rfc3339(invitation.expires_at),
    }
}
