//! Teams: who owns agents, widgets, blueprints and files, and who may do what with them.

use jiff::Timestamp;
use parlor_shared::ids::{AccountId, SecretId, TeamId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::core::{
    entropy::{Entropy, hex, new_id, new_secret},
    error::Error,
};

/// The prefix of a team's API secrets.
pub const SECRET_PREFIX: &str = "ps_";

/// A team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Time of creation.
    pub created_at: Timestamp,
}

/// The role of a member. Each role includes the permissions of the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MemberRole)]
pub enum Role {
    /// May read.
    Viewer,
    /// May also change agents, widgets, blueprints and files.
    Editor,
    /// Changes members and secrets.
    Owner,
}

/// Someone in a team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Their account.
    pub account_id: AccountId,
    /// The address they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their role in the team.
    pub role: Role,
}

/// An API secret, without the secret: that is shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiSecret {
    /// Its id.
    pub id: SecretId,
    /// Whose.
    pub team_id: TeamId,
    /// The owner's name for it.
    pub name: String,
    /// SHA-256 of the secret, in hexadecimal: 128 random bits need no slow hash.
    pub hash: String,
    /// The last four characters, to tell secrets apart.
    pub last_four: String,
    /// Time of creation.
    pub created_at: Timestamp,
}

impl ApiSecret {
    /// A new one, and the secret itself.
    pub fn generate(team: TeamId, name: String, now: Timestamp, entropy: &dyn Entropy) -> (Self, String) {
        let secret = format!("{SECRET_PREFIX}{}", new_secret(entropy));
        let kept = Self {
            id: new_id(now, entropy),
            team_id: team,
            name,
            hash: hash_api_secret(&secret),
            last_four: secret[secret.len() - 4..].to_owned(),
            created_at: now,
        };
        (kept, secret)
    }
}

/// Returns the hash of an API secret; only the hash is stored.
pub fn hash_api_secret(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Someone acting for a team: a member who signed in, or a program with one of its secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The team.
    pub team_id: TeamId,
    /// The member; `None` for a program.
    pub account_id: Option<AccountId>,
    /// Their role. An API secret has the role of an editor, so it never changes the team's members.
    pub role: Role,
}

impl Actor {
    /// A program with one of the team's secrets.
    pub fn program(team_id: TeamId) -> Self {
        Self { team_id, account_id: None, role: Role::Editor }
    }

    /// Refused unless they may do what this role may.
    pub fn needs(&self, role: Role) -> Result<(), Error> {
        if self.role >= role { Ok(()) } else { Err(Error::NotPermitted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_include_the_ones_below() {
        let actor = |role| Actor { team_id: "t".parse().unwrap(), account_id: None, role };
        assert!(actor(Role::Owner).needs(Role::Editor).is_ok());
        assert!(actor(Role::Editor).needs(Role::Editor).is_ok());
        assert_eq!(actor(Role::Viewer).needs(Role::Editor), Err(Error::NotPermitted));
        assert_eq!(Actor::program("t".parse().unwrap()).needs(Role::Owner), Err(Error::NotPermitted));
    }
}
