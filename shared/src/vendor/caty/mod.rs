//! Caty, "Widget API": `/api/widget/{config,session,message,track,proactive,lead}`, one file per endpoint.
//!
//! Every request carries the widget's key in the header `X-API-Key: caty_…`. Success bodies begin with `"success":
//! true`, errors are [`ErrorBody`]. Names are in snake case, except inside `metrics`. Ids have a prefix that names
//! their type.

mod always;
mod config;
mod error;
mod lead;
mod message;
mod prefixed_id;
mod proactive;
mod session;
mod track;

pub use always::Always;
pub use config::{Appearance, Behavior, Business, Colors, Config, ConfigReply, FirstWords, Persona, Proactive};
pub use error::{ErrorBody, ErrorCode};
pub use lead::{CustomFields, FieldValue, LeadReply, LeadRequest};
pub use message::{Action, Answer, Intent, MessageContext, MessageReply, MessageRequest, Metadata, SuggestedAction};
pub use prefixed_id::{LeadId, ProactiveId, SessionId};
pub use proactive::{ProactiveContext, ProactiveMessage, ProactiveReply, ProactiveRequest};
pub use session::{Greeting, PageInfo, SessionReply, SessionRequest};
pub use track::{Metrics, Offer, TrackEvent, TrackReply, TrackRequest};

/// Asserts that `body` parses as `expected` and that `expected` serializes to `body`, byte for byte.
#[cfg(test)]
#[track_caller]
fn golden<T>(body: &str, expected: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    assert_eq!(&serde_json::from_str::<T>(body).unwrap(), expected);
    assert_eq!(serde_json::to_string(expected).unwrap(), body);
}
