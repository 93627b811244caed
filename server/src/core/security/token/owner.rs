//! Tokens of owners who are signed in, audience `owner`.

use jiff::Timestamp;
use parlor_shared::ids::SignInId;
use serde::{Deserialize, Serialize};

use super::keys::Timed;
use crate::core::owner::account::{SIGN_IN_SECONDS, SignIn};

/// The claims of the token in an owner's cookie.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnerClaims {
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    /// The sign-in; whose it is, and whether it still is one, the store knows.
    #[serde(rename = "sid")]
    pub sign_in: SignInId,
}

impl OwnerClaims {
    /// Claims from `now` until the sign-in ends.
    pub(super) fn new(issuer: &str, sign_in: &SignIn, now: Timestamp) -> Self {
        Self {
            iss: issuer.to_owned(),
            aud: Self::AUDIENCE.to_owned(),
            iat: now.as_second(),
            exp: sign_in.expires_at.as_second(),
            sign_in: sign_in.id.clone(),
        }
    }
}

impl Timed for OwnerClaims {
    const AUDIENCE: &'static str = "owner";
    const LIFETIME: i64 = SIGN_IN_SECONDS;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, None, self.exp)
    }
}
