//! The ports to storage: one trait per aggregate. Implemented in `crate::store` for memory, SQLite and PostgreSQL;
//! one contract suite runs on all three.
//!
//! Every read and write is scoped in its query: an object of another conversation, visitor or widget is answered
//! exactly like one that does not exist. A method that returns `Ok` has committed.

mod turn;

pub use turn::{Begun, Ended, Lease, NewAnswer, NewTurn, Place, RunStore, Unasked, Wish};

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{
    AccountId, AgentId, AttachmentId, BlueprintId, ConversationId, FileId, InvitationId, LeadId, MessageId, SecretId,
    SignInId, TeamId, VisitorId, WidgetId,
};

use super::{
    account::{Account, SignIn},
    attachment::{Attachment, Quota, Room},
    blueprint::Blueprint,
    conversation::Conversation,
    file::{FileSlot, OwnerFile},
    invitation::{Invitation, InvitationKey},
    knowledge::{AllEmbedded, Document, Embedded, Passage},
    language::Translations,
    lead::{Contact, Lead},
    message::{Feedback, Message},
    policy::identity::IdentitySeed,
    preview::Kept,
    profile::AgentProfile,
    rendered::Rendered,
    security::budget::{Charge, Refusal, Settlement},
    team::{ApiSecret, Member, Role, Team},
    telemetry::WidgetEvent,
    track::{Engagement, Seen},
    visitor::{Identity, Visitor},
    widget::{KeyKind, Widget, WidgetPage, WidgetStats},
};

/// Why storage failed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or is too busy just now; nothing was written, unless the connection was lost in
    /// the moment of the commit: then nobody knows.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The disk is full; nothing was written, reading works.
    #[error("the disk is full")]
    Full,
    /// What is free of the disk is kept for what runs and for erasing; nothing was written, everything else works.
    #[error("the reserve of the disk is reached")]
    ReserveReached,
    /// The run belongs to another node by now, or has ended; nothing was written.
    #[error("the run is no longer ours")]
    LeaseLost,
    /// A row could not be understood, or a statement failed for a reason of ours.
    #[error("storage: {0}")]
    Broken(String),
}

/// Fields of somebody's own, by name.
pub type Meta = serde_json::Map<String, serde_json::Value>;

/// A result of storage.
pub type Stored<T> = Result<T, StoreError>;

/// Everything stored.
#[async_trait]
pub trait Store:
    AccountStore
    + TeamStore
    + InvitationStore
    + AgentStore
    + BlueprintStore
    + FileStore
    + WidgetStore
    + IdentityStore
    + LanguageStore
    + VisitorStore
    + ConversationStore
    + MessageStore
    + AttachmentStore
    + RunStore
    + LeadStore
    + EventStore
    + EngagementStore
    + KnowledgeStore
    + EmbeddingStore
    + PreviewStore
    + BudgetStore
{
    /// Whether a write would succeed now.
    async fn ping(&self) -> Stored<()>;

    /// Whether new messages are taken: [`StoreError::ReserveReached`] while the disk's reserve is.
    async fn room(&self) -> Stored<()>;

    /// Ends all work, flushes, closes. Later calls fail with [`StoreError::Unavailable`].
    async fn close(&self);
}

/// What became of a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub enum Saved {
    /// Written.
    Done,
    /// Somebody else changed the object since it was read: nothing was written.
    Stale,
    /// A name that must be unique is another object's: nothing was written.
    Taken,
}

/// Accounts and who is signed in.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// Stores a new one; [`Saved::Taken`] when the address is another account's (compared in lower case).
    async fn insert_account(&self, account: &Account) -> Stored<Saved>;
    /// Changes name, password and whether it is active; `false` when there is no such account.
    async fn save_account(&self, account: &Account) -> Stored<bool>;
    /// Finds one.
    async fn account(&self, id: &AccountId) -> Stored<Option<Account>>;
    /// Finds one by its address, compared in lower case.
    async fn account_by_email(&self, email: &str) -> Stored<Option<Account>>;
    /// Stores a sign-in, and removes those that ended before `now`.
    async fn insert_sign_in(&self, sign_in: &SignIn, now: Timestamp) -> Stored<()>;
    /// The active account of a sign-in that has not ended.
    async fn signed_in(&self, id: &SignInId, now: Timestamp) -> Stored<Option<Account>>;
    /// Ends a sign-in.
    async fn remove_sign_in(&self, id: &SignInId) -> Stored<()>;
    /// Replaces an account's password hash and ends all its sign-ins, both or neither. Returns the number of sign-ins
    /// ended; `None` when there is no such account.
    async fn replace_password(&self, id: &AccountId, password_hash: &str) -> Stored<Option<u64>>;
    /// `true` once the first account was created.
    async fn has_accounts(&self) -> Stored<bool>;
}

/// Teams, their members and their API secrets.
#[async_trait]
pub trait TeamStore: Send + Sync + 'static {
    /// Stores a new team and its first owner.
    async fn insert_team(&self, team: &Team, owner: &AccountId) -> Stored<()>;
    /// Finds one.
    async fn team(&self, id: &TeamId) -> Stored<Option<Team>>;
    /// The teams an account is in, oldest first.
    async fn teams_of(&self, account: &AccountId) -> Stored<Vec<(Team, Role)>>;
    /// What an account may do in a team; `None` when it is not in it.
    async fn role(&self, team: &TeamId, account: &AccountId) -> Stored<Option<Role>>;
    /// A team's members, by address.
    async fn members(&self, team: &TeamId) -> Stored<Vec<Member>>;
    /// Puts an account into a team, or changes its role. `false` when the team would have no owner left: nothing was
    /// written.
    async fn set_member(&self, team: &TeamId, account: &AccountId, role: Role) -> Stored<bool>;
    /// Takes an account out of a team. `false` when the team would have no owner left: nothing was written.
    async fn remove_member(&self, team: &TeamId, account: &AccountId) -> Stored<bool>;
    /// Stores a new secret.
    async fn insert_secret(&self, secret: &ApiSecret) -> Stored<()>;
    /// A team's secrets, oldest first.
    async fn secrets(&self, team: &TeamId) -> Stored<Vec<ApiSecret>>;
    /// Whose secret it is.
    async fn team_by_secret(&self, hash: &str) -> Stored<Option<TeamId>>;
    /// Revokes a team's secret; `false` when it has no such secret.
    async fn remove_secret(&self, team: &TeamId, id: &SecretId) -> Stored<bool>;
}

/// Invitations into teams.
#[async_trait]
pub trait InvitationStore: Send + Sync + 'static {
    /// Stores a new one, instead of the team's earlier one for the same address (compared in lower case), and removes those
    /// that ended before `now`. `false` when the team has `most` for other addresses: nothing was stored.
    async fn put_invitation(&self, invitation: &Invitation, now: Timestamp, most: u32) -> Stored<bool>;
    /// A team's that have not ended, oldest first.
    async fn invitations(&self, team: &TeamId, now: Timestamp) -> Stored<Vec<Invitation>>;
    /// Those for an address (compared in lower case) that have not ended, with their teams, oldest first.
    async fn invitations_for(&self, email: &str, now: Timestamp) -> Stored<Vec<(Invitation, Team)>>;
    /// Removes a team's; `false` when it has no such invitation.
    async fn remove_invitation(&self, team: &TeamId, id: &InvitationId) -> Stored<bool>;
    /// Removes the invitation this opens and puts the account into its team; a member keeps their role. The team and the
    /// account's role in it; `None` when nothing that has not ended is opened.
    async fn accept_invitation(
        &self,
        key: &InvitationKey,
        account: &AccountId,
        now: Timestamp,
    ) -> Stored<Option<(Team, Role)>>;
}

/// Agents.
#[async_trait]
pub trait AgentStore: Send + Sync + 'static {
    /// Stores one, replacing the one with the same id.
    async fn put_agent(&self, agent: &AgentProfile) -> Stored<()>;
    /// Finds one, deleted or not: conversations outlive their agents' deletion.
    async fn agent(&self, id: &AgentId) -> Stored<Option<AgentProfile>>;
    /// Finds a team's agent that is not deleted.
    async fn team_agent(&self, team: &TeamId, id: &AgentId) -> Stored<Option<AgentProfile>>;
    /// A team's agents that are not deleted, oldest first.
    async fn team_agents(&self, team: &TeamId) -> Stored<Vec<AgentProfile>>;
    /// Deletes a team's agent and its passages, and disconnects it from its widgets; `false` when there is none.
    async fn delete_agent(&self, team: &TeamId, id: &AgentId) -> Stored<bool>;
}

/// Blueprints.
#[async_trait]
pub trait BlueprintStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_blueprint(&self, blueprint: &Blueprint) -> Stored<()>;
    /// Stores a change to the revision it was read at.
    async fn save_blueprint(&self, blueprint: &Blueprint) -> Stored<Saved>;
    /// Finds a team's.
    async fn blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Option<Blueprint>>;
    /// A team's, oldest first.
    async fn blueprints(&self, team: &TeamId) -> Stored<Vec<Blueprint>>;
    /// Deletes one that no widget uses. [`Saved::Taken`] when one does, [`Saved::Stale`] when there is none.
    async fn delete_blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Saved>;
}

/// Owners' files, and the widgets that refer to them.
#[async_trait]
pub trait FileStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_file(&self, file: &OwnerFile) -> Stored<()>;
    /// Finds a team's.
    async fn file(&self, team: &TeamId, id: &FileId) -> Stored<Option<OwnerFile>>;
    /// A team's files without their content, oldest first.
    async fn files(&self, team: &TeamId) -> Stored<Vec<OwnerFile>>;
    /// Shows a file of the widget's team in a place of a widget, instead of the one there; `false` when the team has no
    /// such file.
    async fn attach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool>;
    /// Shows it there no longer; `false` when it was not there.
    async fn detach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool>;
    /// What a widget shows where.
    async fn attached_files(&self, widget: &WidgetId) -> Stored<Vec<(FileSlot, FileId)>>;
    /// The file in a place of a widget.
    async fn attached_file(&self, widget: &WidgetId, slot: FileSlot) -> Stored<Option<OwnerFile>>;
}

/// Widgets. Each comes with what its blueprint says.
#[async_trait]
pub trait WidgetStore: Send + Sync + 'static {
    /// Stores one whatever was there, replacing the one with the same id. Keys are unique.
    async fn put_widget(&self, widget: &Widget) -> Stored<()>;
    /// Stores a new one; [`Saved::Taken`] when its alias or a key is another widget's.
    async fn insert_widget(&self, widget: &Widget) -> Stored<Saved>;
    /// Stores a change to the revision it was read at, which goes up by one.
    async fn save_widget(&self, widget: &Widget) -> Stored<Saved>;
    /// Finds one by its id, deleted or not.
    async fn widget(&self, id: &WidgetId) -> Stored<Option<Widget>>;
    /// Finds one by a key, deleted or not.
    async fn widget_by_key(&self, kind: KeyKind, key: &str) -> Stored<Option<Widget>>;
    /// Finds a team's widget that is not deleted, by its id or alias.
    async fn team_widget(&self, team: &TeamId, id_or_alias: &str) -> Stored<Option<Widget>>;
    /// A page of a team's widgets that are not deleted.
    async fn team_widgets(&self, team: &TeamId, page: &WidgetPage) -> Stored<Vec<Widget>>;
    /// A widget's figures; `since` begins the day.
    async fn widget_stats(&self, widget: &WidgetId, since: Timestamp) -> Stored<WidgetStats>;
    /// Deletes a widget's conversations and everything that came from them.
    async fn erase_conversations(&self, widget: &WidgetId) -> Stored<()>;
    /// The allowed origins of all open widgets, each once; `*` when one of them has none.
    async fn origins(&self) -> Stored<Vec<String>>;
}

/// What widgets' identity secrets follow from.
#[async_trait]
pub trait IdentityStore: Send + Sync + 'static {
    /// Keeps a widget's seed, instead of the one that was there. The widget must exist.
    async fn put_identity_seed(&self, widget: &WidgetId, seed: &IdentitySeed) -> Stored<()>;
    /// A widget's seed.
    async fn identity_seed(&self, widget: &WidgetId) -> Stored<Option<IdentitySeed>>;
    /// Takes it away; `false` when there is none.
    async fn remove_identity_seed(&self, widget: &WidgetId) -> Stored<bool>;
}

/// What widgets say in their languages.
#[async_trait]
pub trait LanguageStore: Send + Sync + 'static {
    /// Keeps what was made for a widget, instead of what was there. Nothing happens when there is no such widget.
    async fn put_translations(&self, widget: &WidgetId, translations: &Translations) -> Stored<()>;
    /// What was made for a widget last.
    async fn translations(&self, widget: &WidgetId) -> Stored<Option<Translations>>;
}

/// Visitors.
#[async_trait]
pub trait VisitorStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_visitor(&self, visitor: &Visitor) -> Stored<()>;
    /// Finds a widget's visitor by the hash of their secret.
    async fn visitor_by_secret(&self, widget: &WidgetId, secret_hash: &str) -> Stored<Option<Visitor>>;
    /// Finds a widget's visitor by id.
    async fn visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<Option<Visitor>>;
    /// Keeps who a widget's visitor is, instead of what was known. Nothing happens when there is no such visitor.
    async fn save_identity(&self, widget: &WidgetId, id: &VisitorId, identity: &Identity) -> Stored<()>;
    /// Deletes a widget's visitor and all that came from them: conversations, messages, answers being written (their
    /// owner loses the lease), leads their conversations gave, events. `false` when there is no such visitor.
    async fn erase_visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<bool>;
}

/// Conversations.
#[async_trait]
pub trait ConversationStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_conversation(&self, conversation: &Conversation) -> Stored<()>;
    /// Finds a visitor's conversation.
    async fn conversation(&self, visitor: &VisitorId, id: &ConversationId) -> Stored<Option<Conversation>>;
    /// Finds a widget's conversation, whoever's it is.
    async fn widget_conversation(&self, widget: &WidgetId, id: &ConversationId) -> Stored<Option<Conversation>>;
    /// Finds a team's conversation, whatever widget it began in.
    async fn team_conversation(&self, team: &TeamId, id: &ConversationId) -> Stored<Option<Conversation>>;
    /// The conversation a visitor began last, of those in which something was said (or which began) at `since` or later.
    /// An answer that ends in an earlier one does not bring that one back.
    async fn latest_conversation(&self, visitor: &VisitorId, since: Timestamp) -> Stored<Option<Conversation>>;
    /// Keeps a caller's own fields with a conversation, instead of those that were there; `false` when there is no such
    /// conversation.
    async fn keep_meta(&self, conversation: &ConversationId, meta: &Meta) -> Stored<bool>;
    /// What is kept so; empty when nothing is.
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
    /// The oldest `take` messages newer than `after` (from the beginning when `None`; nothing when `after` is not in this
    /// conversation), oldest first.
    async fn history_after(
        &self,
        conversation: &ConversationId,
        after: Option<&MessageId>,
        take: u32,
    ) -> Stored<Vec<Message>>;
    /// Finds one, superseded or not.
    async fn message(&self, conversation: &ConversationId, id: &MessageId) -> Stored<Option<Message>>;
    /// The nodes kept with these messages, in no order; none for a message without any.
    async fn rendered(
        &self,
        conversation: &ConversationId,
        messages: &[MessageId],
    ) -> Stored<Vec<(MessageId, Rendered)>>;
    /// Keeps the nodes of messages, instead of those that were there. Nothing is kept with an answer that is being written or
    /// a message that is gone.
    async fn keep_rendered(&self, conversation: &ConversationId, rendered: &[(MessageId, Rendered)]) -> Stored<()>;
    /// Whether a message of this conversation has this client id.
    async fn has_client_id(&self, conversation: &ConversationId, client_id: &str) -> Stored<bool>;
    /// Sets the feedback of an answer; `false` when there is no such answer in this conversation.
    async fn set_feedback(&self, conversation: &ConversationId, id: &MessageId, feedback: &Feedback) -> Stored<bool>;
}

/// Counts of budgets. Calls that begin an answer are counted with it, by [`RunStore::begin`] and [`RunStore::begin_again`],
/// and corrected by [`RunStore::end`].
#[async_trait]
pub trait BudgetStore: Send + Sync + 'static {
    /// Counts a charge in all its accounts, or in none: then the inner error says which budget is used up. Charges that come
    /// at the same time are counted one after the other.
    async fn charge(&self, charge: &Charge) -> Stored<Result<(), Refusal>>;
    /// Corrects what was counted. Accounts whose period has ended since are left alone.
    async fn settle(&self, settlement: &Settlement) -> Stored<()>;
    /// Forgets counts whose period has ended by `now`; they are nothing already.
    async fn prune_budgets(&self, now: Timestamp) -> Stored<u64>;
}

/// Files that visitors bring. What is gone with its conversation, or was never sent, leaves the name of its bytes behind
/// until they are removed as well.
#[async_trait]
pub trait AttachmentStore: Send + Sync + 'static {
    /// Stores a new one, if its conversation's quota has room.
    async fn insert_attachment(&self, attachment: &Attachment, quota: &Quota) -> Stored<Room>;
    /// Finds one, whoever's it is: for those who have shown that they may see it.
    async fn attachment(&self, id: &AttachmentId) -> Stored<Option<Attachment>>;
    /// The newest `take` of a conversation's files that are in a message, oldest first.
    async fn sent_attachments(&self, conversation: &ConversationId, take: u32) -> Stored<Vec<Attachment>>;
    /// Removes one that is in no message; nothing happens when there is none.
    async fn remove_attachment(&self, id: &AttachmentId) -> Stored<()>;
    /// Removes those that came before `before` and are in no message; returns how many.
    async fn prune_attachments(&self, before: Timestamp) -> Stored<u64>;
    /// The names of at most so many bytes whose file is gone.
    async fn discarded_objects(&self, take: u32) -> Stored<Vec<String>>;
    /// Forgets these names: their bytes are removed.
    async fn forget_objects(&self, keys: &[String]) -> Stored<()>;
}

/// Leads.
#[async_trait]
pub trait LeadStore: Send + Sync + 'static {
    /// Keeps what a conversation gives of the lead with this agent and e-mail address (compared in lower case). Of what the
    /// same conversation gave before, fields that are given replace, fields that are absent stay; what others gave stays.
    /// Marks the conversation. Returns the lead's id: the given one, unless there was one.
    async fn upsert_lead(&self, lead: &Lead) -> Stored<LeadId>;
    /// Whether a lead came from any conversation of the visitor.
    async fn has_lead(&self, visitor: &VisitorId) -> Stored<bool>;
    /// What is known of the leads of a team's agents, deleted ones included: `take` leads after the first `skip`, the one
    /// heard of last at the beginning.
    async fn contacts(&self, team: &TeamId, skip: u32, take: u32) -> Stored<Vec<Contact>>;
}

/// Events.
#[async_trait]
pub trait EventStore: Send + Sync + 'static {
    /// Stores them all or none.
    async fn record_events(&self, events: &[WidgetEvent]) -> Stored<()>;
    /// How many of a kind a conversation has.
    async fn count_events(&self, conversation: &ConversationId, kind: &str) -> Stored<u64>;
}

/// What visitors do on the site, and which rules have spoken to them.
#[async_trait]
pub trait EngagementStore: Send + Sync + 'static {
    /// Adds what was seen, as [`Engagement::with`] does, in one step; returns what is known then. The conversation must
    /// exist.
    async fn merge_engagement(&self, conversation: &ConversationId, seen: &Seen) -> Stored<Engagement>;
    /// What is known; all zeros when nothing is.
    async fn engagement(&self, conversation: &ConversationId) -> Stored<Engagement>;
    /// The rules that have spoken in a conversation and may do so once.
    async fn spoken_rules(&self, conversation: &ConversationId) -> Stored<BTreeSet<String>>;
    /// Lets a rule speak in a conversation, which must exist: `true` for one caller, `false` for all others, for ever.
    async fn claim_rule(&self, conversation: &ConversationId, rule: &str) -> Stored<bool>;
    /// How many other conversations the visitor has.
    async fn earlier_visits(&self, visitor: &VisitorId, conversation: &ConversationId) -> Stored<u64>;
}

/// Documents agents answer from.
#[async_trait]
pub trait KnowledgeStore: Send + Sync + 'static {
    /// Replaces all passages of an agent with these.
    async fn replace_passages(&self, agent: &AgentId, passages: &[Passage]) -> Stored<()>;
    /// Replaces the passages of an agent's documents of these names with these; its other documents stay.
    async fn replace_documents(&self, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()>;
    /// An agent's documents, by name.
    async fn documents(&self, agent: &AgentId) -> Stored<Vec<Document>>;
    /// A number that grows with every change of an agent's passages; 0 before the first.
    async fn passages_version(&self, agent: &AgentId) -> Stored<u64>;
    /// All passages of an agent, by document and place.
    async fn passages(&self, agent: &AgentId) -> Stored<Vec<Passage>>;
}

/// Passages as a model places them among all meanings.
#[async_trait]
pub trait EmbeddingStore: Send + Sync + 'static {
    /// Agents whose passages have changed since `model` embedded all of them, and that no node embeds at `now`; at most so many.
    async fn agents_to_embed(&self, model: &str, now: Timestamp, limit: u32) -> Stored<Vec<AgentId>>;
    /// Takes an agent's passages for a node, or keeps them for it; `false` when another has them at `now`.
    async fn claim_embedding(&self, agent: &AgentId, lease: &Lease, now: Timestamp) -> Stored<bool>;
    /// Adds what a model says of an agent's passages. What is there stays.
    async fn put_embeddings(&self, agent: &AgentId, model: &str, embedded: &[Embedded]) -> Stored<()>;
    /// All passages are embedded: removes what belongs to other texts or another model, and gives the agent back.
    async fn finish_embedding(&self, agent: &AgentId, done: &AllEmbedded) -> Stored<()>;
    /// A number that grows with every change of an agent's embeddings; 0 before the first.
    async fn embeddings_version(&self, agent: &AgentId) -> Stored<u64>;
    /// What a model says of an agent's passages, in any order.
    async fn embeddings(&self, agent: &AgentId, model: &str) -> Stored<Vec<Embedded>>;
}

/// What is known about the pages behind links.
#[async_trait]
pub trait PreviewStore: Send + Sync + 'static {
    /// Keeps what was found, instead of what was there about the same address; nothing when its conversation is gone. What ended at `now` or before is removed,
    /// and what ends first when there are more than [`MOST_KEPT`](super::preview::MOST_KEPT).
    async fn put_preview(&self, kept: &Kept, now: Timestamp) -> Stored<()>;
    /// What is kept about an address and has not ended.
    async fn preview(&self, address_hash: &str, now: Timestamp) -> Stored<Option<Kept>>;
    /// A picture by its key, of a preview that has not ended.
    async fn preview_picture(&self, key: &str, now: Timestamp) -> Stored<Option<Vec<u8>>>;
}
