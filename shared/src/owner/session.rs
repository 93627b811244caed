//! `POST /api/auth/login`, `POST /api/auth/logout`, `GET /api/auth/me`: the signed-in account (ours).
//!
//! Source: NodeLoom, "Dashboard Endpoints (JWT Auth)": they "require standard JWT cookie authentication"; the page does
//! not say how a client gets the cookie. Ours is `HttpOnly`, `SameSite=Lax` and, except on localhost, `Secure`; it
//! lasts 12 hours. 10 attempts per minute and address, and 10 per minute and e-mail address.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, TeamId};

/// The body of `login`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// The account's e-mail address; case does not matter.
    pub email: String,
    /// The account's password.
    pub password: String,
}

/// Leaves out the password.
impl std::fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginRequest").field("email", &self.email).finish_non_exhaustive()
    }
}

/// The reply of `login` and `me`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Id of the account.
    pub id: AccountId,
    /// The account's e-mail address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The account's teams, oldest first.
    pub teams: Vec<MyTeam>,
}

/// A team of the account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyTeam {
    /// Id of the team: `teamId` in the dashboard's addresses.
    pub id: TeamId,
    /// Name of the team.
    pub name: String,
    /// The account's role in the team.
    pub role: TeamRole,
}

/// Role of a team member.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TeamRole {
    /// Can read.
    Viewer,
    /// Can also change agents, widgets, blueprints and files.
    Editor,
    /// Can also change members and secrets.
    Owner,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_print() {
        let body = r#"{"email":"a@shop.example","password":"correct horse battery"}"#;
        let login: LoginRequest = serde_json::from_str(body).unwrap();
        assert_eq!(serde_json::to_string(&login).unwrap(), body);
        assert!(!format!("{login:?}").contains("horse"));
    }

    #[test]
    fn nothing_else_is_taken() {
        assert!(serde_json::from_str::<LoginRequest>(r#"{"email":"a","password":"b","role":"owner"}"#).is_err());
    }
}
