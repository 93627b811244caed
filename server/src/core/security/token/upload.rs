//! Tokens of announced files, audience `upload`.

use jiff::Timestamp;
use parlor_shared::ids::{AttachmentId, ConversationId};
use serde::{Deserialize, Serialize};

use super::keys::Timed;

/// Time limit for sending an announced file, in seconds.
const UPLOAD_LIFETIME: i64 = 15 * 60;

/// The claims of an announced file's upload token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct UploadClaims {
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

impl UploadClaims {
    /// Claims from `now` on.
    pub(super) fn new(issuer: &str, announced: Announced, now: Timestamp) -> Self {
        let iat = now.as_second();
        Self { iss: issuer.to_owned(), aud: Self::AUDIENCE.to_owned(), iat, exp: iat + UPLOAD_LIFETIME, announced }
    }
}

impl Timed for UploadClaims {
    const AUDIENCE: &'static str = "upload";
    const LIFETIME: i64 = UPLOAD_LIFETIME;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, None, self.exp)
    }
}
