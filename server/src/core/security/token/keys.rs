//! Signing and checking, the same for all audiences.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

/// Maximum difference between the clocks of two servers, in seconds: a token's start may be this far ahead. Its end is
/// exact.
pub(in crate::core::security) const LEEWAY: i64 = 60;
/// Maximum length of a token, in bytes. Longer ones are invalid.
pub(in crate::core::security) const LONGEST: usize = 4096;

/// The claims that every token has.
pub(super) trait Timed {
    const AUDIENCE: &'static str;
    /// In seconds.
    const LIFETIME: i64;
    /// `iat`, `nbf`, `exp`.
    fn times(&self) -> (i64, Option<i64>, i64);
}

/// The token is not ours, not well-formed, or not valid now. Which of these is nobody's business.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the token is not valid")]
pub struct InvalidToken;

/// The signing secret has fewer than 32 bytes. [`crate::core::security::secret_strength`] looks closer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the secret must have at least 32 bytes")]
pub struct ShortSecret;

/// A signed token.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The token itself.
    pub token: String,
    /// Its end.
    pub expires_at: Timestamp,
}

/// One token, for limits: SHA-256 of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TokenKey([u8; 32]);

impl From<&str> for TokenKey {
    fn from(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

/// The keys of one audience.
pub(super) struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Keys {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self { encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }

    /// A key that is good for one audience: a token of another one is not even signed right.
    pub(super) fn derived(secret: &str, audience: &str) -> Result<Self, ShortSecret> {
        Ok(Self::new(&derived(secret.as_bytes(), audience.as_bytes())?))
    }

    pub(super) fn sign<C: Timed + Serialize>(&self, claims: &C) -> Result<Minted, InvalidToken> {
        let token =
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.encoding).map_err(|_| InvalidToken)?;
        let expires_at = Timestamp::from_second(claims.times().2).map_err(|_| InvalidToken)?;
        Ok(Minted { token, expires_at })
    }

    pub(super) fn check<C: Timed + DeserializeOwned + Clone>(
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
pub(super) fn derived(secret: &[u8], purpose: &[u8]) -> Result<Vec<u8>, ShortSecret> {
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
pub(in crate::core::security) fn plain_header(token: &str) -> Result<(), InvalidToken> {
    let (header, _) = token.split_once('.').ok_or(InvalidToken)?;
    let json = BASE64_URL_SAFE_NO_PAD.decode(header).map_err(|_| InvalidToken)?;
    let members: BTreeMap<String, String> = serde_json::from_slice(&json).map_err(|_| InvalidToken)?;
    let plain = members.keys().all(|name| name == "alg" || name == "typ");
    (plain && members.get("alg").is_some_and(|alg| alg == "HS256")).then_some(()).ok_or(InvalidToken)
}
