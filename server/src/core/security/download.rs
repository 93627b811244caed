//! Addresses that open one file for a while: for pictures and links, which cannot send a token.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use parlor_shared::ids::AttachmentId;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::token::ShortSecret;

/// An address is good for one to two of these: it stays the same for a whole one, so that browsers keep the file.
const PERIOD: Duration = Duration::from_hours(1);

/// Signs addresses of files, and checks them.
#[derive(Clone)]
pub struct Downloads(Hmac<Sha256>);

impl Downloads {
    /// With a key of its own, made from the server's secret.
    pub fn new(secret: &SecretString) -> Result<Self, ShortSecret> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).map_err(|_| ShortSecret)?;
        mac.update(b"parlor download");
        let key = mac.finalize().into_bytes();
        Ok(Self(Hmac::new_from_slice(&key).map_err(|_| ShortSecret)?))
    }

    /// End of an address made now (seconds since 1970), and its signature.
    pub fn sign(&self, id: &AttachmentId, now: Timestamp) -> (i64, String) {
        let period = i64::try_from(PERIOD.as_secs()).unwrap_or(i64::MAX);
        let expires = (now.as_second() / period + 2) * period;
        (expires, BASE64_URL_SAFE_NO_PAD.encode(self.over(id, expires).finalize().into_bytes()))
    }

    /// Returns true if we signed this link and it has not expired.
    pub fn allows(&self, id: &AttachmentId, expires: i64, signature: &str, now: Timestamp) -> bool {
        let Ok(signature) = BASE64_URL_SAFE_NO_PAD.decode(signature) else { return false };
        now.as_second() < expires && self.over(id, expires).verify_slice(&signature).is_ok()
    }

    fn over(&self, id: &AttachmentId, expires: i64) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(id.as_str().as_bytes());
        mac.update(b" ");
        mac.update(&expires.to_be_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_opens_one_file_for_a_while() {
        let downloads = Downloads::new(&SecretString::from("0123456789abcdef0123456789abcdef")).unwrap();
        let (id, other): (AttachmentId, AttachmentId) = ("a".parse().unwrap(), "b".parse().unwrap());
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let (expires, signature) = downloads.sign(&id, at(1_800_000_100));
        assert_eq!(downloads.sign(&id, at(1_800_003_599)), (expires, signature.clone()), "the same for an hour");
        assert!(downloads.allows(&id, expires, &signature, at(expires - 1)));
        assert!(!downloads.allows(&id, expires, &signature, at(expires)));
        assert!(!downloads.allows(&id, expires + 1, &signature, at(1_800_000_100)));
        assert!(!downloads.allows(&other, expires, &signature, at(1_800_000_100)));
        assert!(!downloads.allows(&id, expires, "", at(1_800_000_100)));
    }
}
