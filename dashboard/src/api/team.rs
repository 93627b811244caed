//! Members, invitations and API secrets.

use gloo_net::http::Method;
use parlor_shared::owner::TeamRole;
use serde::Deserialize;
use serde_json::json;

use super::{
    failure::Failure,
    http::{self, escape, team_path},
};

/// Someone in the team.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct MemberItem {
    /// Their account.
    pub(crate) account_id: String,
    /// The address they sign in with.
    pub(crate) email: String,
    /// Their name.
    pub(crate) name: String,
    /// Their role.
    pub(crate) role: TeamRole,
}

/// An open invitation.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct InvitationItem {
    /// Its id.
    pub(crate) id: String,
    /// The invited address.
    pub(crate) email: String,
    /// The role of the new member.
    pub(crate) role: TeamRole,
    /// RFC 3339.
    pub(crate) expires_at: String,
}

/// A new invitation; only this reply shows its token.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct ShownInvitation {
    /// The token of the link; everybody who has it can join.
    pub(crate) token: String,
}

/// An API secret, without its text.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct Secret {
    /// Its id.
    pub(crate) id: String,
    /// The owner's name for it.
    pub(crate) name: String,
    /// RFC 3339.
    pub(crate) created_at: String,
}

/// A new API secret; only this reply shows its text.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct ShownSecret {
    /// The secret itself.
    pub(crate) secret: String,
}

/// The team's members.
pub(crate) async fn members() -> Result<Vec<MemberItem>, Failure> {
    http::get(&team_path("/members")).await
}

/// Gives a member another role.
pub(crate) async fn change_member(account: String, role: TeamRole) -> Result<MemberItem, Failure> {
    http::send(Method::PUT, &team_path(&format!("/members/{}", escape(&account))), &json!({"role": role})).await
}

/// Takes a member out of the team.
pub(crate) async fn remove_member(account: String) -> Result<(), Failure> {
    http::call(Method::DELETE, &team_path(&format!("/members/{}", escape(&account)))).await
}

/// Open invitations.
pub(crate) async fn invitations() -> Result<Vec<InvitationItem>, Failure> {
    http::get(&team_path("/invitations")).await
}

/// Invites somebody.
pub(crate) async fn invite(email: String, role: TeamRole) -> Result<ShownInvitation, Failure> {
    http::send(Method::POST, &team_path("/members"), &json!({"email": email, "role": role})).await
}

/// Takes an invitation back.
pub(crate) async fn withdraw(id: String) -> Result<(), Failure> {
    http::call(Method::DELETE, &team_path(&format!("/invitations/{}", escape(&id)))).await
}

/// The team's API secrets.
pub(crate) async fn secrets() -> Result<Vec<Secret>, Failure> {
    http::get(&team_path("/secrets")).await
}

/// Makes a secret.
pub(crate) async fn create_secret(name: String) -> Result<ShownSecret, Failure> {
    http::send(Method::POST, &team_path("/secrets"), &json!({"name": name})).await
}

/// Revokes a secret.
pub(crate) async fn delete_secret(id: String) -> Result<(), Failure> {
    http::call(Method::DELETE, &team_path(&format!("/secrets/{}", escape(&id)))).await
}
