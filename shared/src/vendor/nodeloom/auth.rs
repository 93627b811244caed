//! `POST /api/auth/login`, `POST /api/auth/logout`, `GET /api/auth/me`: who is signed in (ours).
//!
//! Source: NodeLoom, "Dashboard Endpoints (JWT Auth)": they "require standard JWT cookie authentication"; the page does not
//! say how the cookie is got. Ours is `HttpOnly`, `SameSite=Lax` and, but on localhost, `Secure`; it lasts 12 hours.
//! 10 tries per minute and address, and 10 per minute and e-mail.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, TeamId};

/// The body of `login`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// The account's e-mail address; case does not matter.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// Passwords do not print.
impl std::fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginRequest").field("email", &self.email).finish_non_exhaustive()
    }
}

/// The reply of `login` and `me`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The account.
    pub id: AccountId,
    /// Its e-mail address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The teams it is in, oldest first.
    pub teams: Vec<MyTeam>,
}

/// A team the account is in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyTeam {
    /// The team: `teamId` of the dashboard's addresses.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// What the account may do in it.
    pub role: TeamRole,
}

/// What a member may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TeamRole {
    /// Reads.
    Viewer,
    /// Also changes agents, widgets, blueprints and files.
    Editor,
    /// Also changes members and secrets.
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
