//! Caty, "Widget API": `/api/widget/{config,session,message,track,proactive,lead}`, one file per endpoint.
//!
//! Every request carries the widget's key in the header `X-API-Key: caty_…`. Success bodies begin with
//! `"success": true`, refusals are [`ErrorBody`]. Names are in snake case, except inside `metrics`. Ids carry a prefix
//! that says what they name.

mod config;
mod error;
mod lead;
mod message;
mod proactive;
mod session;
mod track;

use std::fmt;

pub use config::{Appearance, Behavior, Business, Colors, Config, ConfigReply, FirstWords, Persona, Proactive};
pub use error::{ErrorBody, ErrorCode};
pub use lead::{CustomFields, FieldValue, LeadReply, LeadRequest};
pub use message::{Action, Answer, Intent, MessageContext, MessageReply, MessageRequest, Metadata, SuggestedAction};
pub use proactive::{ProactiveContext, ProactiveMessage, ProactiveReply, ProactiveRequest};
use serde::{Deserialize, Serialize};
pub use session::{Greeting, PageInfo, SessionReply, SessionRequest};
pub use track::{Metrics, Offer, TrackEvent, TrackReply, TrackRequest};

use crate::ids;

/// A flag that always says the same: `"success": true` in every reply, `false` in every refusal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "bool", into = "bool")]
pub struct Always<const FLAG: bool>;

impl<const FLAG: bool> From<Always<FLAG>> for bool {
    fn from(_: Always<FLAG>) -> Self {
        FLAG
    }
}

impl<const FLAG: bool> TryFrom<bool> for Always<FLAG> {
    type Error = &'static str;

    fn try_from(flag: bool) -> Result<Self, Self::Error> {
        if flag == FLAG { Ok(Self) } else { Err("this flag has only one value") }
    }
}

macro_rules! prefixed {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal $id:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub ids::$id);

        impl $name {
            /// The id in a text that begins with the prefix; `None` for anything else, which cannot name an object.
            pub fn parse(text: &str) -> Option<Self> {
                text.strip_prefix($prefix)?.parse().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = ids::InvalidId;

            fn try_from(text: String) -> Result<Self, ids::InvalidId> {
                Self::parse(&text).ok_or(ids::InvalidId)
            }
        }
    )*};
}

prefixed! {
    /// A session, which is a conversation: `sess_` and its id.
    SessionId = "sess_" ConversationId;
    /// A proactive message: `msg_` and an id.
    ProactiveId = "msg_" MessageId;
    /// A lead: `lead_` and its id.
    LeadId = "lead_" LeadId;
}

/// `body` as a `T` is `expected`, and `expected` on the wire is `body`, byte for byte.
#[cfg(test)]
#[track_caller]
fn golden<T>(body: &str, expected: &T)
where
    T: Serialize + serde::de::DeserializeOwned + PartialEq + fmt::Debug,
{
    assert_eq!(&serde_json::from_str::<T>(body).unwrap(), expected);
    assert_eq!(serde_json::to_string(expected).unwrap(), body);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_carry_their_prefix_and_nothing_else() {
        golden("\"sess_xxx\"", &SessionId("xxx".parse().unwrap()));
        golden("\"msg_xxx\"", &ProactiveId("xxx".parse().unwrap()));
        golden("\"lead_xxx\"", &LeadId("xxx".parse().unwrap()));
        for odd in ["", "xxx", "sess_", "SESS_xxx", "msg_xxx", " sess_xxx", "sess_x x"] {
            assert_eq!(SessionId::parse(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_reply_cannot_say_false() {
        golden("true", &Always::<true>);
        golden("false", &Always::<false>);
        assert!(serde_json::from_str::<Always<true>>("false").is_err());
    }
}
