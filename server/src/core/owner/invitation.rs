//! Invitations into a team: what they are. See [`crate::core::membership`] for what is done with them.

use std::time::Duration;

use jiff::Timestamp;
use parlor_shared::ids::{InvitationId, TeamId};
use sha2::{Digest as _, Sha256};

use super::team::Role;
use crate::core::entropy::{Entropy, hex, new_id, new_secret};

/// The prefix of invitations' tokens.
pub const TOKEN_PREFIX: &str = "pi_";
/// Lifetime of an invitation.
pub const LIFETIME: Duration = Duration::from_hours(7 * 24);
/// Maximum number of open invitations per team.
pub const MOST: u32 = 100;

/// An invitation, without its token: that is shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The team it leads into.
    pub team_id: TeamId,
    /// The address it is meant for, as written; a team has one open invitation per address in lower case.
    pub email: String,
    /// The role of the new member.
    pub role: Role,
    /// SHA-256 of the token, in hexadecimal: 128 random bits need no slow hash.
    pub token_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// It cannot be accepted from then on.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// A new one, and its token.
    pub fn generate(
        team_id: TeamId,
        email: String,
        role: Role,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> (Self, String) {
        let token = [TOKEN_PREFIX, &new_secret(entropy)].concat();
        let invitation = Self {
            id: new_id(now, entropy),
            team_id,
            email,
            role,
            token_hash: hash_token(&token),
            created_at: now,
            expires_at: now + LIFETIME,
        };
        (invitation, token)
    }
}

/// The key that opens an invitation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InvitationKey {
    /// [`hash_token`] of its token, valid for any bearer.
    Token(String),
    /// Its id, for the account with the invited address.
    Addressed {
        /// The invitation.
        id: InvitationId,
        /// The account's address.
        email: String,
    },
}

impl InvitationKey {
    /// A token.
    pub fn token(token: &str) -> Self {
        Self::Token(hash_token(token))
    }
}

/// Returns the hash of an invitation's token; only the hash is stored.
pub fn hash_token(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
