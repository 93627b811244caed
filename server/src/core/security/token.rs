//! Tokens: HS256, one audience each, each with a key of its own.
//!
//! | Audience | For | Good for |
//! |---|---|---|
//! | `widget` | a visitor in one conversation of one widget | 60 minutes |
//! | `session` | a conversation opened by an owner's program | as long as asked, at most 24 hours |
//! | `owner` | a sign-in | 12 hours, or until signing out |
//! | `upload` | one file that was announced for a conversation | 15 minutes |
//!
//! Stricter than the JWT library: the header may say `alg` and `typ` and nothing else (so no `kid`, `jku`, `x5u`,
//! `crit`, `b64` or `zip` is ever acted upon), claims must have their right type and stand once, and no token may
//! outlive its audience's time, with any signing key.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use parlor_shared::ids::{AttachmentId, ConversationId, SignInId, VisitorId, WidgetId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::core::{
    conversation::Conversation,
    entropy::hex,
    owner::account::{SIGN_IN_SECONDS, SignIn},
    widget::Widget,
};

/// Lifetime of a visitor's token, in seconds.
pub const LIFETIME: i64 = 3600;
/// Maximum lifetime of a session token, in seconds.
pub const LONGEST_SESSION_TOKEN: i64 = 24 * 3600;
/// Time limit for sending an announced file, in seconds.
const UPLOAD_LIFETIME: i64 = 15 * 60;
/// Maximum difference between the clocks of two servers, in seconds: a token's start may be this far ahead. Its end is
/// exact.
pub(super) const LEEWAY: i64 = 60;
/// Maximum length of a token, in bytes. Longer ones are invalid.
pub(super) const LONGEST: usize = 4096;

/// The claims that every token has.
trait Timed {
    const AUDIENCE: &'static str;
    /// In seconds.
    const LIFETIME: i64;
    /// `iat`, `nbf`, `exp`.
    fn times(&self) -> (i64, Option<i64>, i64);
}

/// The claims of a visitor's token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    exp: i64,
    /// The widget, which the vendor's API calls the agent.
    #[serde(alias = "wid")]
    pub agent_id: WidgetId,
    /// The visitor.
    #[serde(alias = "sub")]
    pub visitor_id: VisitorId,
    /// The conversation.
    #[serde(alias = "conv")]
    pub conversation_id: ConversationId,
    /// The widget's generation when the token was made.
    #[serde(default, rename = "gen")]
    pub generation: u32,
}

impl Timed for Claims {
    const AUDIENCE: &'static str = "widget";
    const LIFETIME: i64 = LIFETIME;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, self.nbf, self.exp)
    }
}

/// The claims of a session token, made for a session that an owner's program opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionClaims {
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    /// The widget.
    pub widget_id: WidgetId,
    /// The visitor.
    pub visitor_id: VisitorId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The widget's generation when the token was made.
    #[serde(rename = "gen")]
    pub generation: u32,
}

impl Timed for SessionClaims {
    const AUDIENCE: &'static str = "session";
    const LIFETIME: i64 = LONGEST_SESSION_TOKEN;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, None, self.exp)
    }
}

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

impl Timed for OwnerClaims {
    const AUDIENCE: &'static str = "owner";
    const LIFETIME: i64 = SIGN_IN_SECONDS;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, None, self.exp)
    }
}

/// The claims of an announced file's upload token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UploadClaims {
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    /// The file.
    pub announced: Announced,
}

/// A file that was announced and is still to come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Announced {
    /// The conversation it is for.
    pub conversation_id: ConversationId,
    /// The id it will have.
    pub attachment_id: AttachmentId,
    /// Its name.
    pub name: String,
    /// Its media type, as announced.
    pub media_type: String,
    /// Its size in bytes, as announced.
    pub size: u64,
}

impl Timed for UploadClaims {
    const AUDIENCE: &'static str = "upload";
    const LIFETIME: i64 = UPLOAD_LIFETIME;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, None, self.exp)
    }
}

/// Whom a visitor's token lets in, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pass {
    /// The widget.
    pub widget_id: WidgetId,
    /// Its generation.
    pub generation: u32,
    /// The visitor.
    pub visitor_id: VisitorId,
    /// The conversation.
    pub conversation_id: ConversationId,
}

impl Pass {
    /// For a conversation of this widget.
    pub fn new(widget: &Widget, conversation: &Conversation) -> Self {
        Self {
            widget_id: widget.id.clone(),
            generation: widget.generation,
            visitor_id: conversation.visitor_id.clone(),
            conversation_id: conversation.id.clone(),
        }
    }
}

/// One token, for limits: SHA-256 of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TokenKey([u8; 32]);

impl From<&str> for TokenKey {
    fn from(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

/// The token is not ours, not well-formed, or not valid now. Which of these is nobody's business.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the token is not valid")]
pub struct InvalidToken;

/// The signing secret has fewer than 32 bytes. [`super::secret_strength`] looks closer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the secret must have at least 32 bytes")]
pub struct ShortSecret;

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

struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// A signed token.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The token itself.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
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
        let iat = now.as_second();
        let Pass { widget_id, generation, visitor_id, conversation_id } = pass.clone();
        self.widget.sign(&Claims {
            iss: self.issuer.clone(),
            aud: Claims::AUDIENCE.to_owned(),
            iat,
            nbf: None,
            exp: iat + LIFETIME,
            agent_id: widget_id,
            visitor_id,
            conversation_id,
            generation,
        })
    }

    /// A new token for a session of so many seconds, at most 24 hours.
    pub fn mint_session(&self, pass: &Pass, seconds: i64, now: Timestamp) -> Result<Minted, InvalidToken> {
        let iat = now.as_second();
        let Pass { widget_id, generation, visitor_id, conversation_id } = pass.clone();
        self.session.sign(&SessionClaims {
            iss: self.issuer.clone(),
            aud: SessionClaims::AUDIENCE.to_owned(),
            iat,
            exp: iat + seconds.clamp(0, LONGEST_SESSION_TOKEN),
            widget_id,
            visitor_id,
            conversation_id,
            generation,
        })
    }

    /// A new token for a sign-in.
    pub fn mint_owner(&self, sign_in: &SignIn, now: Timestamp) -> Result<Minted, InvalidToken> {
        self.owner.sign(&OwnerClaims {
            iss: self.issuer.clone(),
            aud: OwnerClaims::AUDIENCE.to_owned(),
            iat: now.as_second(),
            exp: sign_in.expires_at.as_second(),
            sign_in: sign_in.id.clone(),
        })
    }

    /// A new token for an announced file.
    pub fn mint_upload(&self, announced: Announced, now: Timestamp) -> Result<Minted, InvalidToken> {
        let iat = now.as_second();
        self.upload.sign(&UploadClaims {
            iss: self.issuer.clone(),
            aud: UploadClaims::AUDIENCE.to_owned(),
            iat,
            exp: iat + UPLOAD_LIFETIME,
            announced,
        })
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

impl Keys {
    fn new(secret: &[u8]) -> Self {
        Self { encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }

    /// A key that is good for one audience: a token of another one is not even signed right.
    fn derived(secret: &str, audience: &str) -> Result<Self, ShortSecret> {
        Ok(Self::new(&derived(secret.as_bytes(), audience.as_bytes())?))
    }

    fn sign<C: Timed + Serialize>(&self, claims: &C) -> Result<Minted, InvalidToken> {
        let token =
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.encoding).map_err(|_| InvalidToken)?;
        let expires_at = Timestamp::from_second(claims.times().2).map_err(|_| InvalidToken)?;
        Ok(Minted { token, expires_at })
    }

    fn check<C: Timed + DeserializeOwned + Clone>(
        &self,
        token: &str,
        issuer: &str,
        now: Timestamp,
    ) -> Result<C, InvalidToken> {
        if token.len() > LONGEST {
            return Err(InvalidToken);
        }
        plain_header(token)?;
        // Times are checked below, on our clock and with our types.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_audience(&[C::AUDIENCE]);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "aud", "iss"]);
        let claims = jsonwebtoken::decode::<C>(token, &self.decoding, &validation).map_err(|_| InvalidToken)?.claims;
        timely(&claims, now.as_second()).then_some(claims).ok_or(InvalidToken)
    }
}

/// A key for one purpose only.
fn derived(secret: &[u8], purpose: &[u8]) -> Result<Vec<u8>, ShortSecret> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| ShortSecret)?;
    mac.update(b"parlor token ");
    mac.update(purpose);
    Ok(mac.finalize().into_bytes().to_vec())
}

fn timely<C: Timed>(claims: &C, now: i64) -> bool {
    let (iat, nbf, exp) = claims.times();
    let lives = exp.checked_sub(iat).is_some_and(|life| (0..=C::LIFETIME).contains(&life) || exp <= now);
    lives && exp > now && iat.saturating_sub(LEEWAY) <= now && nbf.is_none_or(|nbf| nbf.saturating_sub(LEEWAY) <= now)
}

/// The header says `alg` and `typ` and nothing else.
pub(super) fn plain_header(token: &str) -> Result<(), InvalidToken> {
    let (header, _) = token.split_once('.').ok_or(InvalidToken)?;
    let json = BASE64_URL_SAFE_NO_PAD.decode(header).map_err(|_| InvalidToken)?;
    let members: BTreeMap<String, String> = serde_json::from_slice(&json).map_err(|_| InvalidToken)?;
    let plain = members.keys().all(|name| name == "alg" || name == "typ");
    (plain && members.get("alg").is_some_and(|alg| alg == "HS256")).then_some(()).ok_or(InvalidToken)
}

#[cfg(test)]
mod tests {
    use super::*;

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
