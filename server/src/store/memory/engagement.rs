//! What visitors do, and which rules have spoken to them, in memory.

use std::collections::BTreeSet;

use async_trait::async_trait;
use parlor_shared::ids::{ConversationId, VisitorId};

use super::{MemoryStore, Tables};
use crate::{
    core::{
        store::{EngagementStore, StoreError, Stored},
        track::{Engagement, Seen},
    },
    store::clean,
};

#[async_trait]
impl EngagementStore for MemoryStore {
    async fn merge_engagement(&self, conversation: &ConversationId, seen: &Seen) -> Stored<Engagement> {
        let mut tables = self.tables()?;
        tables.must_have(conversation)?;
        let merged = tables.engagement.entry(conversation.clone()).or_default();
        *merged = merged.with(seen);
        Ok(merged.clone())
    }

    async fn engagement(&self, conversation: &ConversationId) -> Stored<Engagement> {
        Ok(self.tables()?.engagement.get(conversation).cloned().unwrap_or_default())
    }

    async fn spoken_rules(&self, conversation: &ConversationId) -> Stored<BTreeSet<String>> {
        Ok(self.tables()?.spoken_rules.get(conversation).cloned().unwrap_or_default())
    }

    async fn claim_rule(&self, conversation: &ConversationId, rule: &str) -> Stored<bool> {
        let mut tables = self.tables()?;
        tables.must_have(conversation)?;
        Ok(tables.spoken_rules.entry(conversation.clone()).or_default().insert(clean(rule)))
    }

    async fn earlier_visits(&self, visitor: &VisitorId, conversation: &ConversationId) -> Stored<u64> {
        let tables = self.tables()?;
        let others = tables.conversations.values().filter(|c| c.visitor_id == *visitor && c.id != *conversation);
        Ok(others.count() as u64)
    }
}

impl Tables {
    /// What databases do with a foreign key.
    fn must_have(&self, conversation: &ConversationId) -> Stored<()> {
        let known = self.conversations.contains_key(conversation);
        if known { Ok(()) } else { Err(StoreError::Broken("there is no such conversation".into())) }
    }
}
