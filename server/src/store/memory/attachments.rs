//! Visitors' files, in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AttachmentId, ConversationId, MessageId};

use super::{MemoryStore, Tables};
use crate::{
    core::{
        attachment::{Attached, Attachment, MOST_IN_MESSAGE, Quota, Room, Takes},
        store::{AttachmentStore, NewTurn, Stored},
    },
    store::{clean, clean_option},
};

#[async_trait]
impl AttachmentStore for MemoryStore {
    async fn insert_attachment(&self, attachment: &Attachment, quota: &Quota) -> Stored<Room> {
        let tables = &mut *self.tables()?;
        if !tables.conversations.contains_key(&attachment.conversation_id) {
            return Ok(Room::Unknown);
        }
        if tables.attachments.contains_key(&attachment.id) {
            return Ok(Room::Known);
        }
        let since = attachment.created_at.checked_sub(quota.period).unwrap_or(Timestamp::MIN);
        let recent = tables.attachments.values().map(|(attachment, _)| attachment);
        let recent = recent.filter(|it| it.conversation_id == attachment.conversation_id && it.created_at > since);
        let brought = recent.fold((0, 0, None::<Timestamp>), |(files, bytes, oldest), it| {
            (files + 1, bytes + it.size, Some(oldest.map_or(it.created_at, |at| at.min(it.created_at))))
        });
        let room = quota.room(brought, attachment.size, attachment.created_at);
        if room == Room::Left {
            let (name, text) = (clean(&attachment.name), clean_option(attachment.text.as_ref()));
            let kept = Attachment { name, text, ..attachment.clone() };
            tables.attachments.insert(attachment.id.clone(), (kept, None));
        }
        Ok(room)
    }

    async fn attachment(&self, id: &AttachmentId) -> Stored<Option<Attachment>> {
        Ok(self.tables()?.attachments.get(id).map(|(attachment, _)| attachment).cloned())
    }

    async fn sent_attachments(&self, conversation: &ConversationId, take: u32) -> Stored<Vec<Attachment>> {
        let tables = self.tables()?;
        let sent =
            tables.attachments.values().filter(|(_, message)| message.is_some()).map(|(attachment, _)| attachment);
        let mut sent: Vec<_> = sent.filter(|it| it.conversation_id == *conversation).cloned().collect();
        sent.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        let skip = sent.len().saturating_sub(take as usize);
        Ok(sent.split_off(skip))
    }

    async fn remove_attachment(&self, id: &AttachmentId) -> Stored<()> {
        self.tables()?.discard(|attachment, message| attachment.id == *id && message.is_none());
        Ok(())
    }

    async fn prune_attachments(&self, before: Timestamp) -> Stored<u64> {
        Ok(self.tables()?.discard(|attachment, message| attachment.created_at < before && message.is_none()))
    }

    async fn discarded_objects(&self, take: u32) -> Stored<Vec<String>> {
        Ok(self.tables()?.discarded_objects.iter().take(take as usize).cloned().collect())
    }

    async fn forget_objects(&self, keys: &[String]) -> Stored<()> {
        self.tables()?.discarded_objects.retain(|key| !keys.contains(key));
        Ok(())
    }
}

/// Whether a message can have its files.
pub(super) enum Claim {
    /// It can: what it shows of them.
    Theirs(Vec<Attached>),
    /// One is in another message.
    AlreadySent,
    /// One is not of this conversation.
    Unknown,
}

impl Tables {
    /// Whether a message can have its files.
    pub(super) fn claimable(&self, turn: &NewTurn) -> Claim {
        let ids = match &turn.attachments {
            Takes::These(ids) => ids.clone(),
            Takes::Waiting => self.waiting(&turn.conversation_id),
        };
        let mut claimed = Vec::with_capacity(ids.len());
        for id in &ids {
            let found = self.attachments.get(id);
            match found.filter(|(attachment, _)| attachment.conversation_id == turn.conversation_id) {
                None => return Claim::Unknown,
                Some((_, Some(_))) => return Claim::AlreadySent,
                Some((attachment, None)) => claimed.push(attachment.attached()),
            }
        }
        Claim::Theirs(claimed)
    }

    fn waiting(&self, conversation: &ConversationId) -> Vec<AttachmentId> {
        let ours =
            self.attachments.values().filter(|(it, message)| it.conversation_id == *conversation && message.is_none());
        let mut ours: Vec<_> = ours.map(|(it, _)| (it.created_at, it.id.clone())).collect();
        ours.sort();
        ours.into_iter().take(MOST_IN_MESSAGE).map(|(_, id)| id).collect()
    }

    /// Gives a message its files.
    pub(super) fn claim(&mut self, files: &[Attached], message: &MessageId) {
        for file in files {
            if let Some((_, taken)) = self.attachments.get_mut(&file.id) {
                *taken = Some(message.clone());
            }
        }
    }

    /// Removes files; the names of their bytes stay behind. Returns how many.
    pub(super) fn discard(&mut self, is_gone: impl Fn(&Attachment, Option<&MessageId>) -> bool) -> u64 {
        let (mut keys, before) = (Vec::new(), self.attachments.len());
        self.attachments.retain(|_, (attachment, message)| {
            let gone = is_gone(attachment, message.as_ref());
            if gone {
                keys.push(attachment.key());
            }
            !gone
        });
        self.discarded_objects.extend(keys);
        (before - self.attachments.len()) as u64
    }
}
