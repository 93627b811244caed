//! Visitors' identities, confirmed by the owner's server: a token signed with the widget's identity secret.
//!
//! A JWT, HS256. Claims: `sub` (1 to 255 characters), `aud` (the widget's id), `exp` (at most 24 hours ahead);
//! optionally `name`, `email`, `iat`, `nbf`. Validated as strictly as our own tokens: see [`super::token`].

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, errors::ErrorKind};
use parlor_shared::ids::WidgetId;
use serde::Deserialize;

use super::token::{LEEWAY, LONGEST, plain_header};
use crate::core::{conversation::visitor::Identity, engagement::lead};

/// The longest a token may live, in seconds.
pub const LIFETIME: i64 = 24 * 3600;

/// The seed from which a widget's identity secret is derived, together with the server's own secret. Not a secret
/// itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentitySeed {
    /// 128 random bits, hexadecimal.
    pub seed: String,
    /// Time of creation.
    pub created_at: Timestamp,
}

/// The reason a token does not identify anyone. For the developer who signs tokens: it tells nothing a stranger could use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotIdentified {
    /// The owner has made no secret, or taken it back.
    #[error("this widget has no identity secret")]
    NoSecret,
    /// Anyone could have made it.
    #[error(
        "the identity token is not a JWT signed with this widget's identity secret (HS256, no header but alg and typ)"
    )]
    Signature,
    /// It is meant for something else.
    #[error("the identity token's aud is not this widget's id")]
    Audience,
    /// It has ended, has not begun, or lives too long.
    #[error("the identity token has expired, is not valid yet, or lives longer than 24 hours")]
    Time,
    /// A claim is missing, has the wrong type or is too long.
    #[error("the identity token needs sub (1 to 255 characters); name has at most 120 characters, email is an address")]
    Claims,
}

#[derive(Clone, Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    iat: Option<i64>,
    nbf: Option<i64>,
    name: Option<String>,
    email: Option<String>,
}

/// Returns true if a text has the form of a token: three parts, the first of them a JSON object in Base64.
pub fn is_token(text: &str) -> bool {
    text.starts_with("eyJ") && text.bytes().filter(|b| *b == b'.').count() == 2
}

/// Returns the identity in a token, if the token is valid now for this widget.
pub fn check(secret: &str, widget: &WidgetId, token: &str, now: Timestamp) -> Result<Identity, NotIdentified> {
    if token.len() > LONGEST || plain_header(token).is_err() {
        return Err(NotIdentified::Signature);
    }
    // Times are checked below, on our clock and with our types.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.set_audience(&[widget.as_str()]);
    validation.set_required_spec_claims(&["exp", "aud", "sub"]);
    let key = DecodingKey::from_secret(secret.as_bytes());
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|error| why(error.kind()))?.claims;
    if !timely(&claims, now.as_second()) {
        return Err(NotIdentified::Time);
    }
    sound(claims).ok_or(NotIdentified::Claims)
}

fn why(kind: &ErrorKind) -> NotIdentified {
    match kind {
        ErrorKind::InvalidAudience => NotIdentified::Audience,
        ErrorKind::MissingRequiredClaim(name) if name == "aud" => NotIdentified::Audience,
        ErrorKind::MissingRequiredClaim(name) if name == "exp" => NotIdentified::Time,
        // The signature was checked before.
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::Json(_) => NotIdentified::Claims,
        _ => NotIdentified::Signature,
    }
}

fn timely(claims: &Claims, now: i64) -> bool {
    let began = |at: Option<i64>| at.is_none_or(|at| at.saturating_sub(LEEWAY) <= now);
    claims.exp.saturating_add(LEEWAY) > now
        && claims.exp.saturating_sub(LIFETIME + LEEWAY) <= now
        && began(claims.iat)
        && began(claims.nbf)
}

fn sound(claims: Claims) -> Option<Identity> {
    let plain = |text: &str, most: usize| {
        (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control) && !text.trim().is_empty()
    };
    let good = plain(&claims.sub, 255)
        && claims.name.as_ref().is_none_or(|name| plain(name, 120))
        && claims.email.as_ref().is_none_or(|email| lead::is_address(email));
    good.then_some(Identity { subject: claims.sub, name: claims.name, email: claims.email })
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn judged(claims: &Value, header: &Header, secret: &str) -> Result<Identity, NotIdentified> {
        let token = jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap();
        check("wis_right", &"w".parse().unwrap(), &token, Timestamp::from_second(NOW).unwrap())
    }

    fn claims(change: &Value) -> Value {
        let mut claims = json!({"sub": "42", "aud": "w", "exp": NOW + 3_600});
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    fn plain(change: &Value) -> Result<Identity, NotIdentified> {
        judged(&claims(change), &Header::new(Algorithm::HS256), "wis_right")
    }

    #[test]
    fn a_good_token_says_who_comes() {
        let who = plain(&json!({"name": "Ada", "email": "ada@shop.example", "iat": NOW, "nbf": NOW})).unwrap();
        assert_eq!((who.subject.as_str(), who.name.as_deref()), ("42", Some("Ada")));
        assert_eq!(who.email.as_deref(), Some("ada@shop.example"));
        assert!(plain(&json!({"exp": NOW + LIFETIME})).is_ok());
        assert!(plain(&json!({"aud": ["other", "w"]})).is_ok());
    }

    #[test]
    fn every_other_token_is_refused_and_told_why() {
        for (change, why) in [
            (json!({"aud": "other"}), NotIdentified::Audience),
            (json!({"aud": null}), NotIdentified::Audience),
            (json!({"exp": NOW - 61}), NotIdentified::Time),
            (json!({"exp": NOW + LIFETIME + 61}), NotIdentified::Time),
            (json!({"iat": NOW + 61}), NotIdentified::Time),
            (json!({"nbf": NOW + 61}), NotIdentified::Time),
            (json!({"sub": ""}), NotIdentified::Claims),
            (json!({"sub": "x".repeat(256)}), NotIdentified::Claims),
            (json!({"sub": 42}), NotIdentified::Claims),
            (json!({"exp": "1900000000"}), NotIdentified::Claims),
            (json!({"nbf": "99999999999"}), NotIdentified::Claims),
            (json!({"name": "x".repeat(121)}), NotIdentified::Claims),
            (json!({"name": "a\nb"}), NotIdentified::Claims),
            (json!({"email": "nobody"}), NotIdentified::Claims),
        ] {
            assert_eq!(plain(&change), Err(why), "{change}");
        }
    }

    #[test]
    fn only_the_right_secret_and_a_plain_header_count() {
        let good = claims(&json!({}));
        let hs256 = Header::new(Algorithm::HS256);
        assert_eq!(judged(&good, &hs256, "wis_wrong"), Err(NotIdentified::Signature));
        let other = Header::new(Algorithm::HS512);
        assert_eq!(judged(&good, &other, "wis_right"), Err(NotIdentified::Signature));
        let named = Header { kid: Some("1".into()), ..hs256 };
        assert_eq!(judged(&good, &named, "wis_right"), Err(NotIdentified::Signature));
        let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiIsImF1ZCI6InciLCJleHAiOjE4MDAwMDM2MDB9.";
        for text in ["", "a.b.c", none] {
            let now = Timestamp::from_second(NOW).unwrap();
            assert_eq!(check("wis_right", &"w".parse().unwrap(), text, now), Err(NotIdentified::Signature), "{text}");
        }
    }
}
