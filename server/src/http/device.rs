//! The cookie of a browser in which somebody has signed in before.
//!
//! It opens nothing. It gives its holder a bucket of their own for further tries with the same e-mail address, so that an
//! attacker elsewhere who uses up the others does not lock the owner out.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;

use crate::core::{
    entropy::{Entropy, hex, new_secret},
    public_url::PublicUrl,
    security::token::Signer,
};

const SECURE: &str = "__Host-parlor-device";
const BELOW_A_PATH: &str = "__Secure-parlor-device";
const PLAIN: &str = "parlor-device";
/// A browser is known for so long after the last sign-in.
const LIFETIME: Duration = Duration::from_hours(180 * 24);
/// More is no cookie of ours.
const LONGEST: usize = 160;

/// A browser in which somebody has signed in with an e-mail address.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct KnownDevice(String);

impl KnownDevice {
    /// The browser of a request, if it is known for this e-mail address, which must be in lower case.
    pub fn read(headers: &HeaderMap, here: &PublicUrl, signer: &Signer, email: &str, now: Timestamp) -> Option<Self> {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, value)| *name == called(here) && value.len() <= LONGEST)?;
        let (id, rest) = value.split_once('.')?;
        let (until, seal) = rest.split_once('.')?;
        let in_time = until.parse::<i64>().is_ok_and(|until| now.as_second() < until);
        let ours = in_time && signer.is_seal(&words(email, id, until), seal);
        ours.then(|| Self(id.to_owned()))
    }

    /// A browser that is new.
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(new_secret(entropy))
    }

    /// Makes the browser known for this e-mail address.
    pub fn cookie(&self, here: &PublicUrl, signer: &Signer, email: &str, now: Timestamp) -> Option<HeaderValue> {
        let Self(id) = self;
        let seconds = i64::try_from(LIFETIME.as_secs()).unwrap_or(i64::MAX);
        let until = now.as_second().saturating_add(seconds).to_string();
        let seal = hex(&signer.seal(&words(email, id, &until)));
        let secure = if here.is_secure() { "; Secure" } else { "" };
        let (name, path) = (called(here), here.local("/"));
        let text =
            format!("{name}={id}.{until}.{seal}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
        HeaderValue::from_str(&text).ok()
    }
}

/// Returns the words that are sealed; the e-mail address is in lower case.
fn words<'a>(email: &'a str, id: &'a str, until: &'a str) -> [&'a str; 4] {
    ["device", email, id, until]
}

fn called(here: &PublicUrl) -> &'static str {
    match (here.is_secure(), here.path().is_empty()) {
        (true, true) => SECURE,
        (true, false) => BELOW_A_PATH,
        (false, _) => PLAIN,
    }
}
