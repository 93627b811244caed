//! `GET /api/teams/{teamId}/activity` and `GET /api/teams/{teamId}/live`: what happens in a team (ours).
//!
//! Records are numbered 1, 2, 3 … per team, in the order in which they were committed; numbers of erased records are
//! missing. They are kept for 90 days.
//!
//! `activity`: `after` (a number; the oldest records after it, oldest first) or `before` (the newest records before it,
//! newest first; without either, the newest of all), `kind`, `conversation`, `take` (1 to 100, default 50).
//!
//! `live`: server-sent events. Each has the number of its record as `id`, the kind as `event`, and an [`ActivityRecord`] as
//! `data`. It begins with what happens from now on; `Last-Event-ID` or `?after=` continues after that record, so a
//! connection that was lost loses nothing.

use serde::{Deserialize, Serialize};

use crate::{
    ids::ConversationId,
    widget::{FeedbackValue, Role},
};

/// The reply of `activity`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerActivity))]
pub struct ActivityReply {
    /// The records.
    pub activity: Vec<ActivityRecord>,
    /// Number of the team's newest record, 0 before the first: follow `live` from here.
    pub latest: u64,
    /// True if there are more in this direction.
    pub has_more: bool,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityRecord {
    /// Number of the record in the team.
    pub seq: u64,
    /// Kind of the event.
    pub kind: ActivityKind,
    /// The conversation it happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// Id of the message, lead, account, invitation, widget or secret it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Details.
    pub payload: ActivityPayload,
    /// Time of the event.
    pub at: String,
}

/// Details of a record. Only what the kind has is there.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityPayload {
    /// `message.created`: its sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// `answer.rated`: the rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<FeedbackValue>,
    /// `answer.failed`: stable name of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// `member.*`: the role in the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_role: Option<super::session::TeamRole>,
}

/// An enumeration whose names on the wire each stand once.
macro_rules! kinds {
    ($(#[$meta:meta])* $type:ident: $(#[$doc:meta] $name:ident = $text:tt;)+) => {
        $(#[$meta])*
        pub enum $type {
            $(#[$doc] #[serde(rename = $text)] $name,)+
        }

        impl $type {
            /// Its name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// The one with this name.
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// Kind of an event. New ones may be added: skip what is unknown.
    #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    ActivityKind:
    /// The first message of a conversation.
    ConversationStarted = "conversation.started";
    /// A message of a visitor was stored, or an answer ended.
    MessageCreated = "message.created";
    /// The agent was not sure of its answer.
    AnswerUnsure = "answer.unsure";
    /// An answer failed or was interrupted.
    AnswerFailed = "answer.failed";
    /// A visitor rated an answer.
    AnswerRated = "answer.rated";
    /// An e-mail address was given for the first time.
    LeadCreated = "lead.created";
    /// More was given for a known address.
    LeadUpdated = "lead.updated";
    /// Somebody was invited.
    MemberInvited = "member.invited";
    /// Somebody joined.
    MemberJoined = "member.joined";
    /// A member's role changed.
    MemberChanged = "member.changed";
    /// A member was removed.
    MemberRemoved = "member.removed";
    /// An API secret was made.
    KeyCreated = "key.created";
    /// A widget's key was replaced.
    KeyReplaced = "key.replaced";
    /// An API secret was revoked.
    KeyRevoked = "key.revoked";
}
