//! A store that forgets everything at exit: for trying things out, and the simplest statement of what the others do.

mod attachments;
mod budgets;
mod engagement;
mod identities;
mod invitations;
mod knowledge;
mod languages;
mod leads;
mod owners;
mod previews;
mod runs;
mod widgets;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{
        AccountId, AgentId, AttachmentId, BlueprintId, ConversationId, FileId, InvitationId, LeadId, MessageId,
        SignInId, TeamId, VisitorId, WidgetId,
    },
    widget::{MessageStatus, Role as Speaker},
};

use super::{clean, clean_option, json};
use crate::core::{
    account::{Account, SignIn},
    attachment::Attachment,
    blueprint::Blueprint,
    conversation::{Conversation, Page},
    file::{FileSlot, OwnerFile},
    invitation::Invitation,
    language::Translations,
    lead::Lead,
    message::{Feedback, Message},
    policy::identity::IdentitySeed,
    preview::Kept as KeptPreview,
    profile::AgentProfile,
    rendered::Rendered,
    run::RunEvent,
    security::budget::{BudgetKey, Count},
    store::{ConversationStore, EventStore, MessageStore, Meta, Store, StoreError, Stored, VisitorStore, Wish},
    team::{ApiSecret, Role, Team},
    telemetry::WidgetEvent,
    tool::page::Outcome,
    track::Engagement,
    visitor::{Identity, Visitor},
    widget::Widget,
};

/// Everything under one lock.
#[derive(Default, Debug)]
pub struct MemoryStore(Mutex<Tables>);

#[derive(Default, Debug)]
struct Tables {
    closed: bool,
    accounts: BTreeMap<AccountId, Account>,
    sign_ins: BTreeMap<SignInId, SignIn>,
    teams: BTreeMap<TeamId, Team>,
    members: BTreeMap<(TeamId, AccountId), Role>,
    secrets: Vec<ApiSecret>,
    invitations: BTreeMap<InvitationId, Invitation>,
    agents: BTreeMap<AgentId, AgentProfile>,
    deleted_agents: BTreeSet<AgentId>,
    blueprints: BTreeMap<BlueprintId, Blueprint>,
    files: BTreeMap<FileId, OwnerFile>,
    widget_files: BTreeMap<(WidgetId, FileSlot), FileId>,
    translations: BTreeMap<WidgetId, Translations>,
    identity_seeds: BTreeMap<WidgetId, IdentitySeed>,
    widgets: BTreeMap<WidgetId, Widget>,
    visitors: BTreeMap<VisitorId, Visitor>,
    conversations: BTreeMap<ConversationId, Conversation>,
    meta: BTreeMap<ConversationId, Meta>,
    messages: BTreeMap<MessageId, Kept>,
    rendered: BTreeMap<MessageId, Rendered>,
    /// With the message each is in.
    attachments: BTreeMap<AttachmentId, (Attachment, Option<MessageId>)>,
    discarded_objects: BTreeSet<String>,
    /// By conversation: one at a time.
    runs: BTreeMap<ConversationId, Running>,
    logs: HashMap<MessageId, Vec<RunEvent>>,
    /// By agent and e-mail address in lower case.
    leads: BTreeMap<(AgentId, String), KeptLead>,
    events: Vec<WidgetEvent>,
    passages: HashMap<AgentId, knowledge::Known>,
    engagement: BTreeMap<ConversationId, Engagement>,
    spoken_rules: BTreeMap<ConversationId, BTreeSet<String>>,
    /// By the hash of the address.
    previews: BTreeMap<String, KeptPreview>,
    budgets: BTreeMap<BudgetKey, Count>,
}

#[derive(Debug)]
struct KeptLead {
    id: LeadId,
    /// With the moment each conversation gave something first.
    contributions: BTreeMap<ConversationId, (Timestamp, Lead)>,
}

#[derive(Debug)]
struct Kept {
    message: Message,
    superseded: bool,
    ended_at: Option<Timestamp>,
}

#[derive(Debug)]
struct Running {
    answer: MessageId,
    owner: String,
    until: Timestamp,
    wish: Wish,
    handed_in: HashMap<String, Outcome>,
}

impl MemoryStore {
    fn tables(&self) -> Stored<MutexGuard<'_, Tables>> {
        let tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tables.closed { Err(StoreError::Unavailable("the store is closed".into())) } else { Ok(tables) }
    }
}

impl Tables {
    fn message(&self, conversation: &ConversationId, id: &MessageId) -> Option<&Message> {
        self.messages.get(id).map(|kept| &kept.message).filter(|m| m.conversation_id == *conversation)
    }

    /// What the history shows of a conversation, oldest first.
    fn shown(&self, conversation: &ConversationId, wanted: impl Fn(i64) -> bool) -> Vec<Message> {
        let shown = self.messages.values().filter(|kept| !kept.superseded).map(|kept| &kept.message);
        let mut found: Vec<_> =
            shown.filter(|m| m.conversation_id == *conversation && wanted(m.seq)).cloned().collect();
        found.sort_by_key(|message| message.seq);
        for message in found.iter_mut().filter(|m| m.status == MessageStatus::Streaming) {
            message.text = text_of(self.logged(&message.id));
        }
        found
    }

    fn logged(&self, answer: &MessageId) -> &[RunEvent] {
        self.logs.get(answer).map_or(&[], Vec::as_slice)
    }
}

fn text_of(events: &[RunEvent]) -> String {
    events
        .iter()
        .filter_map(|event| if let RunEvent::Text(text) = event { Some(text.as_str()) } else { None })
        .collect()
}

#[async_trait]
impl Store for MemoryStore {
    async fn ping(&self) -> Stored<()> {
        self.tables().map(|_| ())
    }

    async fn room(&self) -> Stored<()> {
        Ok(())
    }

    async fn close(&self) {
        if let Ok(mut tables) = self.tables() {
            tables.closed = true;
        }
    }
}

#[async_trait]
impl VisitorStore for MemoryStore {
    async fn insert_visitor(&self, visitor: &Visitor) -> Stored<()> {
        let visitor = Visitor {
            secret_hash: clean(&visitor.secret_hash),
            locale: clean_option(visitor.locale.as_ref()),
            identity: visitor.identity.as_ref().map(json::cleaned).transpose()?,
            ..visitor.clone()
        };
        let tables = &mut *self.tables()?;
        let same_secret = |v: &Visitor| v.widget_id == visitor.widget_id && v.secret_hash == visitor.secret_hash;
        if tables.visitors.contains_key(&visitor.id) || tables.visitors.values().any(same_secret) {
            return Err(StoreError::Broken("the visitor's id or secret is taken".into()));
        }
        tables.visitors.insert(visitor.id.clone(), visitor);
        Ok(())
    }

    async fn visitor_by_secret(&self, widget: &WidgetId, secret_hash: &str) -> Stored<Option<Visitor>> {
        let secret_hash = clean(secret_hash);
        let matches = |visitor: &&Visitor| visitor.widget_id == *widget && visitor.secret_hash == secret_hash;
        Ok(self.tables()?.visitors.values().find(matches).cloned())
    }

    async fn visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<Option<Visitor>> {
        Ok(self.tables()?.visitors.get(id).filter(|visitor| visitor.widget_id == *widget).cloned())
    }

    async fn save_identity(&self, widget: &WidgetId, id: &VisitorId, identity: &Identity) -> Stored<()> {
        let identity = json::cleaned(identity)?;
        let mut tables = self.tables()?;
        if let Some(visitor) = tables.visitors.get_mut(id).filter(|visitor| visitor.widget_id == *widget) {
            visitor.identity = Some(identity);
        }
        Ok(())
    }

    async fn erase_visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<bool> {
        let mut tables = self.tables()?;
        if tables.visitors.get(id).is_none_or(|visitor| visitor.widget_id != *widget) {
            return Ok(false);
        }
        tables.erase(|conversation| conversation.visitor_id == *id);
        Ok(tables.visitors.remove(id).is_some())
    }
}

#[async_trait]
impl ConversationStore for MemoryStore {
    async fn insert_conversation(&self, conversation: &Conversation) -> Stored<()> {
        let page = Page { title: clean_option(conversation.page.title.as_ref()), ..conversation.page.clone() };
        let conversation = Conversation { page, ..conversation.clone() };
        let tables = &mut *self.tables()?;
        if tables.conversations.contains_key(&conversation.id) {
            return Err(StoreError::Broken("the conversation's id is taken".into()));
        }
        tables.conversations.insert(conversation.id.clone(), conversation);
        Ok(())
    }

    async fn conversation(&self, visitor: &VisitorId, id: &ConversationId) -> Stored<Option<Conversation>> {
        Ok(self.tables()?.conversations.get(id).filter(|c| c.visitor_id == *visitor).cloned())
    }

    async fn widget_conversation(&self, widget: &WidgetId, id: &ConversationId) -> Stored<Option<Conversation>> {
        Ok(self.tables()?.conversations.get(id).filter(|c| c.widget_id == *widget).cloned())
    }

    async fn team_conversation(&self, team: &TeamId, id: &ConversationId) -> Stored<Option<Conversation>> {
        let tables = self.tables()?;
        let ours = |widget: &WidgetId| tables.widgets.get(widget).is_some_and(|widget| widget.team_id == *team);
        Ok(tables.conversations.get(id).filter(|c| ours(&c.widget_id)).cloned())
    }

    async fn latest_conversation(&self, visitor: &VisitorId, since: Timestamp) -> Stored<Option<Conversation>> {
        let tables = self.tables()?;
        let theirs = tables.conversations.values().filter(|c| c.visitor_id == *visitor && c.last_activity_at >= since);
        Ok(theirs.max_by_key(|c| (c.created_at, c.last_activity_at, c.id.clone())).cloned())
    }

    async fn keep_meta(&self, conversation: &ConversationId, meta: &Meta) -> Stored<bool> {
        let meta = json::cleaned(meta)?;
        let tables = &mut *self.tables()?;
        let known = tables.conversations.contains_key(conversation);
        if known {
            tables.meta.insert(conversation.clone(), meta);
        }
        Ok(known)
    }

    async fn kept_meta(&self, conversation: &ConversationId) -> Stored<Meta> {
        Ok(self.tables()?.meta.get(conversation).cloned().unwrap_or_default())
    }
}

#[async_trait]
impl MessageStore for MemoryStore {
    async fn history(
        &self,
        conversation: &ConversationId,
        before: Option<&MessageId>,
        take: u32,
    ) -> Stored<Vec<Message>> {
        let tables = self.tables()?;
        let limit = match before.map(|id| tables.message(conversation, id)) {
            None => i64::MAX,
            Some(Some(message)) => message.seq,
            Some(None) => return Ok(Vec::new()),
        };
        let mut found = tables.shown(conversation, |seq| seq < limit);
        let skip = found.len().saturating_sub(take as usize);
        Ok(found.split_off(skip))
    }

    async fn history_after(
        &self,
        conversation: &ConversationId,
        after: Option<&MessageId>,
        take: u32,
    ) -> Stored<Vec<Message>> {
        let tables = self.tables()?;
        let limit = match after.map(|id| tables.message(conversation, id)) {
            None => i64::MIN,
            Some(Some(message)) => message.seq,
            Some(None) => return Ok(Vec::new()),
        };
        let mut found = tables.shown(conversation, |seq| seq > limit);
        found.truncate(take as usize);
        Ok(found)
    }

    async fn message(&self, conversation: &ConversationId, id: &MessageId) -> Stored<Option<Message>> {
        Ok(self.tables()?.message(conversation, id).cloned())
    }

    async fn rendered(
        &self,
        conversation: &ConversationId,
        messages: &[MessageId],
    ) -> Stored<Vec<(MessageId, Rendered)>> {
        let tables = self.tables()?;
        let theirs = messages.iter().filter(|id| tables.message(conversation, id).is_some());
        Ok(theirs.filter_map(|id| Some((id.clone(), tables.rendered.get(id)?.clone()))).collect())
    }

    async fn keep_rendered(&self, conversation: &ConversationId, rendered: &[(MessageId, Rendered)]) -> Stored<()> {
        let tables = &mut *self.tables()?;
        for (id, rendered) in rendered {
            if tables.message(conversation, id).is_some_and(|message| message.status != MessageStatus::Streaming) {
                tables.rendered.insert(id.clone(), rendered.clone());
            }
        }
        Ok(())
    }

    async fn has_client_id(&self, conversation: &ConversationId, client_id: &str) -> Stored<bool> {
        Ok(self.tables()?.by_client_id(conversation, &clean(client_id)).is_some())
    }

    async fn set_feedback(&self, conversation: &ConversationId, id: &MessageId, feedback: &Feedback) -> Stored<bool> {
        let feedback = json::cleaned(feedback)?;
        let mut tables = self.tables()?;
        let kept = tables.messages.get_mut(id).map(|kept| &mut kept.message);
        let answer = kept.filter(|m| m.conversation_id == *conversation && m.role == Speaker::Agent);
        Ok(answer.map(|answer| answer.feedback = Some(feedback)).is_some())
    }
}

#[async_trait]
impl EventStore for MemoryStore {
    async fn record_events(&self, events: &[WidgetEvent]) -> Stored<()> {
        let mut tables = self.tables()?;
        for event in events {
            let payload = event.payload.as_ref().map(json::cleaned).transpose()?;
            tables.events.push(WidgetEvent { kind: clean(&event.kind), payload, ..event.clone() });
        }
        Ok(())
    }

    async fn count_events(&self, conversation: &ConversationId, kind: &str) -> Stored<u64> {
        let kind = clean(kind);
        let matches = |event: &&WidgetEvent| event.conversation_id == *conversation && event.kind == kind;
        Ok(self.tables()?.events.iter().filter(matches).count() as u64)
    }
}
