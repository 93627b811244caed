//! Tokens of sessions that owners' programs open, audience `session`.

use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, VisitorId, WidgetId};
use serde::{Deserialize, Serialize};

use super::{keys::Timed, visitor::Pass};

/// Maximum lifetime of a session token, in seconds.
pub const LONGEST_SESSION_TOKEN: i64 = 24 * 3600;

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

impl SessionClaims {
    /// Claims for so many seconds from `now` on, at most 24 hours.
    pub(super) fn new(issuer: &str, pass: &Pass, seconds: i64, now: Timestamp) -> Self {
        let iat = now.as_second();
        let Pass { widget_id, generation, visitor_id, conversation_id } = pass.clone();
        Self {
            iss: issuer.to_owned(),
            aud: Self::AUDIENCE.to_owned(),
            iat,
            exp: iat + seconds.clamp(0, LONGEST_SESSION_TOKEN),
            widget_id,
            visitor_id,
            conversation_id,
            generation,
        }
    }
}

impl Timed for SessionClaims {
    const AUDIENCE: &'static str = "session";
    const LIFETIME: i64 = LONGEST_SESSION_TOKEN;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, None, self.exp)
    }
}
