//! Visitors: someone on the other side of a widget, known by a secret only they have.

use jiff::Timestamp;
use parlor_shared::ids::{VisitorId, WidgetId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A visitor of one widget.
#[derive(Clone, PartialEq, Debug)]
pub struct Visitor {
    /// The public id.
    pub id: VisitorId,
    /// The widget they came to.
    pub widget_id: WidgetId,
    /// [`hash_secret`] of the secret, or [`hash_name`] of the name a vendor's client gives them.
    pub secret_hash: String,
    /// Their language as a BCP 47 tag, when known.
    pub locale: Option<String>,
    /// Their identity, if the owner's server supplied it.
    pub identity: Option<Identity>,
    /// Time of their first visit.
    pub created_at: Timestamp,
}

/// The identity of a visitor, as stated by the owner's server. Stored as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// The owner's id for them: the same text is the same visitor of a widget, on every device.
    pub subject: String,
    /// A name; passed to the agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An e-mail address; the owner sees it, the agent does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// Returns the stored form of a visitor's secret: SHA-256 in hexadecimal. 128 random bits need no slow hash.
pub fn hash_secret(secret: &str) -> String {
    crate::core::entropy::hex(&Sha256::digest(secret.as_bytes()))
}

/// Returns the stored form of a name chosen by a vendor's client. Names may be easy to guess, and a secret gives access
/// to messages: so no text can be both. The byte between dialect and name cannot occur in text.
pub fn hash_name(dialect: &str, name: &str) -> String {
    crate::core::entropy::hex(&Sha256::digest([dialect.as_bytes(), b"\xff", name.as_bytes()].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_secret_and_never_another_dialects_name() {
        let hashed = hash_name("nexon", "42");
        for guess in ["42", "nexon42", "nexon:42", "nexon\u{0}42", "nexon\u{ff}42", "nexon\u{fffd}42"] {
            assert_ne!(hash_secret(guess), hashed, "{guess:?}");
        }
        assert_ne!(hash_name("caty", "42"), hashed);
        assert_ne!(hash_name("nexo", "n42"), hashed);
        assert_eq!(hash_name("nexon", "42"), hashed);
    }
}
