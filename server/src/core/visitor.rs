//! Visitors: someone on the other side of a widget, known by a secret only they have.

use jiff::Timestamp;
use parlor_shared::ids::{VisitorId, WidgetId};
use sha2::{Digest, Sha256};

/// A visitor of one widget.
#[derive(Clone, PartialEq, Debug)]
pub struct Visitor {
    /// The public id.
    pub id: VisitorId,
    /// The widget they came to.
    pub widget_id: WidgetId,
    /// SHA-256 of the secret, in hexadecimal: 128 random bits need no slow hash.
    pub secret_hash: String,
    /// Their language as a BCP 47 tag, when known.
    pub locale: Option<String>,
    /// When they first came.
    pub created_at: Timestamp,
}

/// What is stored of a visitor's secret.
pub fn hash_secret(secret: &str) -> String {
    super::entropy::hex(&Sha256::digest(secret.as_bytes()))
}
