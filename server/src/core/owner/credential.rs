//! The proof with which somebody acts for a team.

use jiff::Timestamp;
use parlor_shared::ids::{SignInId, TeamId};

use super::team::hash_api_secret;
use crate::core::store::{Store, Stored};

/// A proof that can be checked again while its holder goes on: sign-ins end, secrets are revoked, members leave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Credential {
    /// A sign-in of a member.
    SignIn(SignInId),
    /// The hash of one of the team's API secrets.
    Secret(String),
}

impl Credential {
    /// Of an API secret.
    pub fn secret(secret: &str) -> Self {
        Self::Secret(hash_api_secret(secret))
    }

    /// True while it lets its holder read the team.
    pub async fn opens(&self, team: &TeamId, store: &dyn Store, now: Timestamp) -> Stored<bool> {
        match self {
            Self::Secret(hash) => Ok(store.team_by_secret(hash).await?.as_ref() == Some(team)),
            Self::SignIn(sign_in) => match store.signed_in(sign_in, now).await? {
                Some(account) => Ok(store.role(team, &account.id).await?.is_some()),
                None => Ok(false),
            },
        }
    }
}
