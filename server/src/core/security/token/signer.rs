//! The signer: one key for each audience, and seals.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use parlor_shared::ids::WidgetId;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::{
    keys::{InvalidToken, Keys, Minted, ShortSecret, Timed as _, derived},
    owner::OwnerClaims,
    session::SessionClaims,
    upload::{Announced, UploadClaims},
    visitor::{Claims, Pass},
};
use crate::core::{entropy::hex, owner::account::SignIn};

/// Signs and checks tokens.
pub struct Signer {
    issuer: String,
    widget: Keys,
    session: Keys,
    owner: Keys,
    upload: Keys,
    /// The key from which widgets' identity secrets are derived.
    identity: Vec<u8>,
    seal: Vec<u8>,
}

impl Signer {
    /// `secret`: at least 32 bytes. `issuer`: the `iss` claim, the same on all nodes.
    pub fn new(secret: &SecretString, issuer: impl Into<String>) -> Result<Self, ShortSecret> {
        let secret = secret.expose_secret();
        if secret.len() < 32 {
            return Err(ShortSecret);
        }
        Ok(Self {
            issuer: issuer.into(),
            widget: Keys::new(secret.as_bytes()),
            session: Keys::derived(secret, SessionClaims::AUDIENCE)?,
            owner: Keys::derived(secret, OwnerClaims::AUDIENCE)?,
            upload: Keys::derived(secret, UploadClaims::AUDIENCE)?,
            identity: derived(secret.as_bytes(), b"identity")?,
            seal: derived(secret.as_bytes(), b"seal")?,
        })
    }

    /// Returns a seal of these words that only this server can make: HMAC-SHA-256. The byte that separates two words
    /// never occurs in text.
    pub fn seal(&self, words: &[&str]) -> [u8; 32] {
        self.sealed(words).map_or([0; 32], |mac| mac.finalize().into_bytes().into())
    }

    /// Returns true if these hexadecimal digits are the seal of these words, compared in constant time.
    pub fn is_seal(&self, words: &[&str], digits: &str) -> bool {
        let byte = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let seal: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
        seal.zip(self.sealed(words)).is_some_and(|(seal, mac)| mac.verify_slice(&seal).is_ok())
    }

    fn sealed(&self, words: &[&str]) -> Option<Hmac<Sha256>> {
        // Keys of every length are taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.seal).ok()?;
        for word in words {
            mac.update(word.as_bytes());
            mac.update(b"\xff");
        }
        Some(mac)
    }

    /// A new token for a visitor.
    pub fn mint(&self, pass: &Pass, now: Timestamp) -> Result<Minted, InvalidToken> {
        self.widget.sign(&Claims::new(&self.issuer, pass, now))
    }

    /// A new token for a session of so many seconds, at most 24 hours.
    pub fn mint_session(&self, pass: &Pass, seconds: i64, now: Timestamp) -> Result<Minted, InvalidToken> {
        self.session.sign(&SessionClaims::new(&self.issuer, pass, seconds, now))
    }

    /// A new token for a sign-in.
    pub fn mint_owner(&self, sign_in: &SignIn, now: Timestamp) -> Result<Minted, InvalidToken> {
        self.owner.sign(&OwnerClaims::new(&self.issuer, sign_in, now))
    }

    /// A new token for an announced file.
    pub fn mint_upload(&self, announced: Announced, now: Timestamp) -> Result<Minted, InvalidToken> {
        self.upload.sign(&UploadClaims::new(&self.issuer, announced, now))
    }

    /// Returns the secret with which a widget's owner signs visitors' identities. It is not stored: it is derived from
    /// our own secret and a random seed, so that a copy of the database is not enough to impersonate an owner.
    pub fn identity_secret(&self, widget: &WidgetId, seed: &str) -> String {
        let of = [widget.as_str().as_bytes(), b"\xff", seed.as_bytes()].concat();
        // An HMAC takes a key of any length.
        format!("wis_{}", hex(&derived(&self.identity, &of).unwrap_or_default()))
    }

    /// Returns the claims of a visitor's token, if it is valid now.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Claims, InvalidToken> {
        self.widget.check(token, &self.issuer, now)
    }

    /// Returns the claims of a session token, if it is valid now.
    pub fn check_session(&self, token: &str, now: Timestamp) -> Result<SessionClaims, InvalidToken> {
        self.session.check(token, &self.issuer, now)
    }

    /// The file that was announced, if the token is valid now.
    pub fn check_upload(&self, token: &str, now: Timestamp) -> Result<Announced, InvalidToken> {
        Ok(self.upload.check::<UploadClaims>(token, &self.issuer, now)?.announced)
    }

    /// Returns the claims of the token in an owner's cookie, if it is valid now.
    pub fn check_owner(&self, token: &str, now: Timestamp) -> Result<OwnerClaims, InvalidToken> {
        self.owner.check(token, &self.issuer, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::security::token::LIFETIME;

    fn signer(secret: &str) -> Result<Signer, ShortSecret> {
        Signer::new(&SecretString::from(secret), "parlor")
    }

    fn pass() -> Pass {
        Pass {
            widget_id: "w".parse().unwrap(),
            generation: 3,
            visitor_id: "v".parse().unwrap(),
            conversation_id: "c".parse().unwrap(),
        }
    }

    #[test]
    fn a_token_of_one_audience_is_none_of_another() {
        let signer = signer("0123456789abcdef0123456789abcdef").unwrap();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let sign_in = SignIn {
            id: "s".parse().unwrap(),
            account_id: "a".parse().unwrap(),
            expires_at: now + std::time::Duration::from_hours(12),
        };
        let visitor = signer.mint(&pass(), now).unwrap().token;
        let session = signer.mint_session(&pass(), 1_800, now).unwrap().token;
        let owner = signer.mint_owner(&sign_in, now).unwrap().token;
        assert_eq!(signer.check(&visitor, now).unwrap().generation, 3);
        assert_eq!(signer.check_session(&session, now).unwrap().generation, 3);
        assert_eq!(signer.check_owner(&owner, now).unwrap().sign_in, sign_in.id);
        for foreign in [&session, &owner] {
            assert_eq!(signer.check(foreign, now), Err(InvalidToken));
        }
        for foreign in [&visitor, &owner] {
            assert_eq!(signer.check_session(foreign, now), Err(InvalidToken));
        }
        for foreign in [&visitor, &session] {
            assert_eq!(signer.check_owner(foreign, now), Err(InvalidToken));
        }
        let late = now + std::time::Duration::from_mins(31);
        assert_eq!(signer.check_session(&session, late), Err(InvalidToken), "as long as asked");
    }

    #[test]
    fn a_token_is_good_for_an_hour_to_the_second() {
        let signer = signer("0123456789abcdef0123456789abcdef").unwrap();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let minted = signer.mint(&pass(), now).unwrap();
        let at = |seconds: i64| signer.check(&minted.token, Timestamp::from_second(1_800_000_000 + seconds).unwrap());
        assert_eq!(at(0).unwrap().conversation_id, pass().conversation_id);
        assert!(at(LIFETIME - 1).is_ok() && at(-60).is_ok());
        assert_eq!(at(LIFETIME), Err(InvalidToken));
        assert_eq!(at(-61), Err(InvalidToken));
    }

    #[test]
    fn short_secrets_are_refused() {
        for short in ["", "secret", "0123456789abcdef0123456789abcde"] {
            assert!(signer(short).is_err(), "{short}");
        }
    }
}
