//! A visitor's token: HS256, 60 minutes, good for one conversation of one widget.
//!
//! Stricter than the JWT library: the header may say `alg` and `typ` and nothing else (so no `kid`, `jku`, `x5u`,
//! `crit`, `b64` or `zip` is ever acted upon), claims must have their right type and stand once, and no token may
//! outlive 60 minutes, whoever signed it.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use parlor_shared::ids::{ConversationId, VisitorId, WidgetId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// How long a token is good for, in seconds.
pub const LIFETIME: i64 = 3600;
/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 60;
const AUDIENCE: &str = "widget";
/// More than this is no token of ours.
const LONGEST: usize = 4096;

/// Secrets that stand in tutorials, and so in attackers' lists.
const WELL_KNOWN: &[&str] = &["secret", "changeme", "your-256-bit-secret", "password", "default"];

/// What a token says.
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
}

/// The token is not ours, not well-formed, or not valid now. Which of these is nobody's business.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the token is not valid")]
pub struct InvalidToken;

/// The signing secret is too weak to start with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the secret must have at least 32 bytes and must not be a well-known one")]
pub struct WeakSecret;

/// Signs and checks tokens.
pub struct Signer {
    issuer: String,
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
    pub fn new(secret: &SecretString, issuer: impl Into<String>) -> Result<Self, WeakSecret> {
        let secret = secret.expose_secret();
        let weak = secret.len() < 32
            || WELL_KNOWN.iter().any(|known| secret.trim_matches(|c: char| !c.is_alphanumeric()) == *known);
        if weak || secret.bytes().all(|b| Some(b) == secret.bytes().next()) {
            return Err(WeakSecret);
        }
        let bytes = secret.as_bytes();
        Ok(Self {
            issuer: issuer.into(),
            encoding: EncodingKey::from_secret(bytes),
            decoding: DecodingKey::from_secret(bytes),
        })
    }

    /// A new token.
    pub fn mint(
        &self,
        widget: &WidgetId,
        visitor: &VisitorId,
        conversation: &ConversationId,
        now: Timestamp,
    ) -> Result<Minted, InvalidToken> {
        let iat = now.as_second();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            iat,
            nbf: None,
            exp: iat + LIFETIME,
            agent_id: widget.clone(),
            visitor_id: visitor.clone(),
            conversation_id: conversation.clone(),
        };
        let token =
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(|_| InvalidToken)?;
        let expires_at = Timestamp::from_second(claims.exp).map_err(|_| InvalidToken)?;
        Ok(Minted { token, expires_at })
    }

    /// What a token says, if it is valid now.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Claims, InvalidToken> {
        if token.len() > LONGEST {
            return Err(InvalidToken);
        }
        plain_header(token)?;
        // Times are checked below, on our clock and with our types.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "aud", "iss"]);
        let claims =
            jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).map_err(|_| InvalidToken)?.claims;
        timely(&claims, now.as_second()).then_some(claims).ok_or(InvalidToken)
    }
}

fn timely(claims: &Claims, now: i64) -> bool {
    let lives =
        claims.exp.checked_sub(claims.iat).is_some_and(|life| (0..=LIFETIME).contains(&life) || claims.exp <= now);
    lives && claims.exp + LEEWAY > now && claims.iat - LEEWAY <= now && claims.nbf.is_none_or(|nbf| nbf - LEEWAY <= now)
}

fn plain_header(token: &str) -> Result<(), InvalidToken> {
    let (header, _) = token.split_once('.').ok_or(InvalidToken)?;
    let json = BASE64_URL_SAFE_NO_PAD.decode(header).map_err(|_| InvalidToken)?;
    let members: BTreeMap<String, String> = serde_json::from_slice(&json).map_err(|_| InvalidToken)?;
    let plain = members.keys().all(|name| name == "alg" || name == "typ");
    (plain && members.get("alg").is_some_and(|alg| alg == "HS256")).then_some(()).ok_or(InvalidToken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(secret: &str) -> Result<Signer, WeakSecret> {
        Signer::new(&SecretString::from(secret), "parlor")
    }

    #[test]
    fn a_token_is_good_for_an_hour_and_the_leeway() {
        let signer = signer("0123456789abcdef0123456789abcdef").unwrap();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let ids = ("w".parse().unwrap(), "v".parse().unwrap(), "c".parse().unwrap());
        let minted = signer.mint(&ids.0, &ids.1, &ids.2, now).unwrap();
        let at = |seconds: i64| signer.check(&minted.token, Timestamp::from_second(1_800_000_000 + seconds).unwrap());
        assert_eq!(at(0).unwrap().conversation_id, ids.2);
        assert!(at(LIFETIME + 59).is_ok() && at(-60).is_ok());
        assert_eq!(at(LIFETIME + 60), Err(InvalidToken));
        assert_eq!(at(-61), Err(InvalidToken));
    }

    #[test]
    fn weak_secrets_are_refused() {
        for weak in
            ["", "secret", "changeme", "your-256-bit-secret", "0123456789abcdef0123456789abcde", &"a".repeat(64)]
        {
            assert!(signer(weak).is_err(), "{weak}");
        }
    }
}
