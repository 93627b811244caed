//! Accounts: who signs in, and how a password is kept.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use jiff::Timestamp;
use parlor_shared::ids::{AccountId, SignInId};
use secrecy::{ExposeSecret as _, SecretString};

use crate::core::error::Error;

/// The fewest characters of a password (NIST SP 800-63B-4, 3.1.1.2, for passwords that are the only factor).
pub const SHORTEST_PASSWORD: usize = 15;
/// The most; hashing is linear in it.
pub const LONGEST_PASSWORD: usize = 256;
/// A sign-in ends after this long, in seconds.
pub const SIGN_IN_SECONDS: i64 = 12 * 3600;

/// An owner's account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address it signs in with, as written; unique in lower case.
    pub email: String,
    /// A name to greet them by.
    pub name: String,
    /// Argon2id as a PHC string.
    pub password_hash: String,
    /// Switched off accounts cannot sign in, and those signed in are out at once.
    pub active: bool,
    /// Time of creation.
    pub created_at: Timestamp,
}

/// One sign-in. Signing out removes it, whatever tokens name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignIn {
    /// Its id, which the cookie's token names.
    pub id: SignInId,
    /// The account that signed in.
    pub account_id: AccountId,
    /// Its end.
    pub expires_at: Timestamp,
}

/// Hashes a new password. Slow on purpose (about 20 ms and 19 MiB): call it where blocking is allowed.
pub fn hash_password(password: &SecretString) -> Result<String, Error> {
    let text = password.expose_secret();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&text.chars().count()) {
        return Err(Error::Invalid { field: "password", reason: "15 to 256 characters" });
    }
    let hash = Argon2::default().hash_password(text.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| Error::Invalid { field: "password", reason: "cannot be hashed" })
}

/// Returns true if this is the account's password. With `None`, for an account that does not exist, the check takes as
/// long and returns false. Slow on purpose: call it where blocking is allowed.
pub fn is_password(password: &SecretString, hash: Option<&str>) -> bool {
    let text = password.expose_secret();
    if text.len() > LONGEST_PASSWORD * 4 {
        return false;
    }
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let Some(known) = known else {
        _ = Argon2::default().hash_password(text.as_bytes());
        return false;
    };
    Argon2::default().verify_password(text.as_bytes(), &known).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_is_the_password() {
        let hash = hash_password(&"correct horse battery".into()).unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(is_password(&"correct horse battery".into(), Some(&hash)));
        for other in ["correct horse batterz", "", "correct horse battery "] {
            assert!(!is_password(&other.into(), Some(&hash)));
        }
        assert!(!is_password(&"correct horse battery".into(), None));
        assert!(!is_password(&"x".into(), Some("not a hash")));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert!(hash_password(&"fourteen chars".into()).is_err());
        assert!(hash_password(&"a".repeat(257).into()).is_err());
        assert!(hash_password(&"fifteen chars!!".into()).is_ok());
    }
}
