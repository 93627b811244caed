//! The activity log of a team: what an owner may care about, written in the transaction that causes it.

use jiff::Timestamp;
use parlor_shared::{
    ids::ConversationId,
    owner::ActivityKind,
    widget::{FeedbackValue, Role},
};
use serde::{Deserialize, Serialize};

use super::owner::team;

/// Days for which records are kept.
pub const KEPT_DAYS: i64 = 90;

/// One thing that happened, to be recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct ActivityEvent {
    /// Its kind.
    pub kind: ActivityKind,
    /// The id of the message, lead, account, invitation, widget or secret it is about.
    pub subject: Option<String>,
    /// Details.
    pub payload: Payload,
}

impl ActivityEvent {
    /// One about somebody's role in the team.
    pub fn of_member(kind: ActivityKind, subject: &str, role: team::Role) -> Self {
        let payload = Payload { member_role: Some(role), ..Payload::default() };
        Self { payload, ..Self::of(kind, subject) }
    }

    /// One without details.
    pub fn of(kind: ActivityKind, subject: &str) -> Self {
        Self { kind, subject: Some(subject.to_owned()), payload: Payload::default() }
    }
}

/// Details of a record. Stored as JSON; never holds text of a visitor.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Payload {
    /// The sender of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<FeedbackValue>,
    /// The stable name of the reason for a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The member's role in the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_role: Option<team::Role>,
}

/// A record of the log.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Its number in the team: 1, 2, 3 … in the order of commits.
    pub seq: u64,
    /// The kind of activity.
    pub event: ActivityEvent,
    /// The conversation it happened in.
    pub conversation_id: Option<ConversationId>,
    /// Time it happened.
    pub at: Timestamp,
}

/// The records to read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RecordFilter {
    /// Of this kind only.
    pub kind: Option<ActivityKind>,
    /// Of this conversation only.
    pub conversation_id: Option<ConversationId>,
}
