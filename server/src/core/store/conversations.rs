//! The ports of the visitor's side: visitors, conversations, messages, files, leads, budgets.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AttachmentId, ConversationId, LeadId, MessageId, TeamId, VisitorId, WidgetId};

use super::failure::Stored;
use crate::core::{
    conversation::{
        Conversation,
        attachment::{Attachment, Quota, QuotaCheck},
        message::{Feedback, Message},
        rendered::Rendered,
        visitor::{Identity, Visitor},
    },
    engagement::{
        Engagement, Seen,
        lead::{Contact, ContactFilter, Lead},
        telemetry::WidgetEvent,
    },
    security::budget::{BudgetRefusal, Charge, Settlement},
};

/// Custom fields of a caller, by name.
pub type Meta = serde_json::Map<String, serde_json::Value>;

/// Visitors.
#[async_trait]
pub trait VisitorStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_visitor(&self, visitor: &Visitor) -> Stored<()>;
    /// Finds a widget's visitor by the hash of their secret.
    async fn visitor_by_secret(&self, widget: &WidgetId, secret_hash: &str) -> Stored<Option<Visitor>>;
    /// Finds a widget's visitor by id.
    async fn visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<Option<Visitor>>;
    /// Stores the identity of a widget's visitor, replacing an earlier one. Does nothing when there is no such visitor.
    async fn save_identity(&self, widget: &WidgetId, id: &VisitorId, identity: &Identity) -> Stored<()>;
    /// Deletes a widget's visitor and all their data: conversations, messages, answers being written (their node loses
    /// the lease), leads from their conversations, events. `false` when there is no such visitor.
    async fn erase_visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<bool>;
}

/// Conversations.
#[async_trait]
pub trait ConversationStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_conversation(&self, conversation: &Conversation) -> Stored<()>;
    /// Finds a visitor's conversation.
    async fn conversation(&self, visitor: &VisitorId, id: &ConversationId) -> Stored<Option<Conversation>>;
    /// Finds a widget's conversation, of any visitor.
    async fn widget_conversation(&self, widget: &WidgetId, id: &ConversationId) -> Stored<Option<Conversation>>;
    /// Finds a team's conversation, in any of its widgets.
    async fn team_conversation(&self, team: &TeamId, id: &ConversationId) -> Stored<Option<Conversation>>;
    /// The conversation a visitor began last, of those that were active (or began) at `since` or later. An answer that
    /// ends in an earlier conversation does not make that one the latest.
    async fn latest_conversation(&self, visitor: &VisitorId, since: Timestamp) -> Stored<Option<Conversation>>;
    /// Stores a caller's custom fields with a conversation, replacing earlier ones; `false` when there is no such
    /// conversation.
    async fn keep_meta(&self, conversation: &ConversationId, meta: &Meta) -> Stored<bool>;
    /// The custom fields stored with a conversation; empty when there are none.
    async fn kept_meta(&self, conversation: &ConversationId) -> Stored<Meta>;
}

/// Messages. Answers that were regenerated are superseded: kept, found by id, absent from the history.
#[async_trait]
pub trait MessageStore: Send + Sync + 'static {
    /// The newest `take` messages older than `before` (from the end when `None`; nothing when `before` is not in
    /// this conversation), oldest first. The text of a streaming answer is what its log holds so far.
    async fn history(
        &self,
        conversation: &ConversationId,
        before: Option<&MessageId>,
        take: u32,
    ) -> Stored<Vec<Message>>;
    /// The oldest `take` messages newer than `after` (from the beginning when `None`; nothing when `after` is not in
    /// this conversation), oldest first.
    async fn history_after(
        &self,
        conversation: &ConversationId,
        after: Option<&MessageId>,
        take: u32,
    ) -> Stored<Vec<Message>>;
    /// Finds one, superseded or not.
    async fn message(&self, conversation: &ConversationId, id: &MessageId) -> Stored<Option<Message>>;
    /// The rendered nodes stored with these messages, in no particular order; messages without any are left out.
    async fn rendered(
        &self,
        conversation: &ConversationId,
        messages: &[MessageId],
    ) -> Stored<Vec<(MessageId, Rendered)>>;
    /// Stores the rendered nodes of messages, replacing earlier ones. Skips answers that are being written and messages
    /// that no longer exist.
    async fn keep_rendered(&self, conversation: &ConversationId, rendered: &[(MessageId, Rendered)]) -> Stored<()>;
    /// Returns true if a message of this conversation has this client id.
    async fn has_client_id(&self, conversation: &ConversationId, client_id: &str) -> Stored<bool>;
    /// Sets the feedback of an answer; `false` when there is no such answer in this conversation.
    async fn set_feedback(
        &self,
        conversation: &ConversationId,
        id: &MessageId,
        feedback: &Feedback,
        at: Timestamp,
    ) -> Stored<bool>;
}

/// Files that visitors attach. When a file is removed with its conversation, or because it was never sent, the name of
/// its bytes stays until the bytes are removed as well.
#[async_trait]
pub trait AttachmentStore: Send + Sync + 'static {
    /// Stores a new one, if its conversation's quota has room.
    async fn insert_attachment(&self, attachment: &Attachment, quota: &Quota) -> Stored<QuotaCheck>;
    /// Finds one, of any visitor: for callers who have proved that they may see it.
    async fn attachment(&self, id: &AttachmentId) -> Stored<Option<Attachment>>;
    /// The newest `take` of a conversation's files that are in a message, oldest first.
    async fn sent_attachments(&self, conversation: &ConversationId, take: u32) -> Stored<Vec<Attachment>>;
    /// Removes one that is in no message; does nothing when there is none.
    async fn remove_attachment(&self, id: &AttachmentId) -> Stored<()>;
    /// Removes files uploaded before `before` that are in no message; returns their number.
    async fn prune_attachments(&self, before: Timestamp) -> Stored<u64>;
    /// Object names of at most `take` files that were removed and whose bytes are still stored.
    async fn discarded_objects(&self, take: u32) -> Stored<Vec<String>>;
    /// Removes these object names, once their bytes are removed.
    async fn forget_objects(&self, keys: &[String]) -> Stored<()>;
}

/// Leads.
#[async_trait]
pub trait LeadStore: Send + Sync + 'static {
    /// Stores what a conversation contributes to the lead with this agent and e-mail address (compared in lower case).
    /// Given fields replace those the same conversation gave before; absent fields and other conversations'
    /// contributions stay. Marks the conversation. Returns the lead's id: the given one, unless there was one.
    async fn upsert_lead(&self, lead: &Lead) -> Stored<LeadId>;
    /// Returns true if a lead came from any conversation of the visitor.
    async fn has_lead(&self, visitor: &VisitorId) -> Stored<bool>;
    /// The leads of a team's agents, including deleted agents, that the filter lets through, most recently updated first:
    /// `take` leads after the first `skip`.
    async fn contacts(&self, team: &TeamId, only: &ContactFilter, skip: u32, take: u32) -> Stored<Vec<Contact>>;
}

/// Events.
#[async_trait]
pub trait EventStore: Send + Sync + 'static {
    /// Stores them all or none.
    async fn record_events(&self, events: &[WidgetEvent]) -> Stored<()>;
    /// Number of events of a kind in a conversation.
    async fn count_events(&self, conversation: &ConversationId, kind: &str) -> Stored<u64>;
}

/// Visitors' activity on the site, and the proactive rules that have spoken to them.
#[async_trait]
pub trait EngagementStore: Send + Sync + 'static {
    /// Adds the activity a page reported, as [`Engagement::with`] does, in one step; returns the resulting engagement.
    /// The conversation must exist.
    async fn merge_engagement(&self, conversation: &ConversationId, seen: &Seen) -> Stored<Engagement>;
    /// The engagement so far; all zeros when nothing is known.
    async fn engagement(&self, conversation: &ConversationId) -> Stored<Engagement>;
    /// The rules that have spoken in a conversation and may do so once.
    async fn spoken_rules(&self, conversation: &ConversationId) -> Stored<BTreeSet<String>>;
    /// Claims a rule in a conversation, which must exist, so that it speaks once: permanently `true` for one caller
    /// only, `false` for all others.
    async fn claim_rule(&self, conversation: &ConversationId, rule: &str) -> Stored<bool>;
    /// Number of other conversations the visitor has.
    async fn earlier_visits(&self, visitor: &VisitorId, conversation: &ConversationId) -> Stored<u64>;
}

/// Counts of budgets. Calls that begin an answer are counted with it, by [`RunStore::begin`] and
/// [`RunStore::begin_again`], and corrected by [`RunStore::end`].
#[async_trait]
pub trait BudgetStore: Send + Sync + 'static {
    /// Counts a charge in all its accounts, or in none: then the inner error names the budget that is used up.
    /// Concurrent charges are counted one after the other.
    async fn charge(&self, charge: &Charge) -> Stored<Result<(), BudgetRefusal>>;
    /// Corrects the counts of a charge. Accounts whose period has ended since stay unchanged.
    async fn settle(&self, settlement: &Settlement) -> Stored<()>;
    /// Removes counts whose period has ended by `now`; they no longer count.
    async fn prune_budgets(&self, now: Timestamp) -> Stored<u64>;
}
