//! The ports of a team's view of its conversations.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, TeamId};

use super::failure::Stored;
use crate::core::{
    activity::{Record, RecordFilter},
    conversation::inbox::{ConversationDetail, ConversationFilter, ConversationPlace, ConversationSummary, Question},
    owner::figures::Figures,
};

/// The activity log of teams, and the counts that are kept with it. Records and counts are written by the methods that do
/// what they tell of.
#[async_trait]
pub trait ActivityStore: Send + Sync + 'static {
    /// The oldest `take` records of a team after a number, oldest first.
    async fn activity_after(&self, team: &TeamId, after: u64, only: &RecordFilter, take: u32) -> Stored<Vec<Record>>;
    /// The newest `take` records of a team before a number, newest first.
    async fn activity_before(&self, team: &TeamId, before: u64, only: &RecordFilter, take: u32) -> Stored<Vec<Record>>;
    /// The number of the team's newest record; 0 before the first.
    async fn latest_activity(&self, team: &TeamId) -> Stored<u64>;
    /// Removes records of before; returns their number.
    async fn prune_activity(&self, before: Timestamp) -> Stored<u64>;
    /// A team's counts, of all widgets or of one, in the slots from `from_slot` to before `to_slot`, oldest first. A slot
    /// may come several times, once for each widget.
    async fn figures(
        &self,
        team: &TeamId,
        widget: Option<&str>,
        from_slot: i64,
        to_slot: i64,
    ) -> Stored<Vec<(i64, Figures)>>;
}

/// A team's conversations, as its members list them.
#[async_trait]
pub trait InboxStore: Send + Sync + 'static {
    /// The first `take` of a team's conversations after a place in the list, latest message first; only those in which the
    /// visitor wrote something.
    async fn conversation_list(
        &self,
        team: &TeamId,
        filter: &ConversationFilter,
        after: Option<&ConversationPlace>,
        take: u32,
    ) -> Stored<Vec<ConversationSummary>>;
    /// One of a team's conversations, with or without messages.
    async fn conversation_detail(&self, team: &TeamId, id: &ConversationId) -> Stored<Option<ConversationDetail>>;
    /// The newest `take` questions of a team's visitors, from a time to before another, whose answer was unsure, failed or
    /// was rated down; newest first.
    async fn unanswered(
        &self,
        team: &TeamId,
        agent: Option<&str>,
        from: Timestamp,
        to: Timestamp,
        take: u32,
    ) -> Stored<Vec<Question>>;
}
