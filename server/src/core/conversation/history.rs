//! Reading the messages of a conversation.

use parlor_shared::ids::{ConversationId, MessageId};

use super::message::Message;
use crate::core::{error::Error, store::Store};

/// Messages read at once where all of them are wanted.
const PAGE: u32 = 200;

/// Reads a conversation's messages.
#[derive(Clone, Copy)]
pub struct History<'a> {
    /// Storage.
    pub store: &'a dyn Store,
    /// The conversation.
    pub conversation: &'a ConversationId,
}

/// A part of a conversation, oldest message first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct HistoryPage {
    /// The messages.
    pub messages: Vec<Message>,
    /// True if there are more messages in the direction of reading.
    pub has_more: bool,
}

impl History<'_> {
    /// A message by its id as text; `None` when the conversation has none of this id.
    #[tracing::instrument(skip_all)]
    pub async fn find(&self, id: &str) -> Result<Option<Message>, Error> {
        match id.parse() {
            Ok(id) => Ok(self.store.message(self.conversation, &id).await?),
            Err(_) => Ok(None),
        }
    }

    /// The same; [`Error::NotFound`] when there is none.
    #[tracing::instrument(skip_all)]
    pub async fn named(&self, id: &str) -> Result<Message, Error> {
        self.find(id).await?.ok_or(Error::NotFound)
    }

    /// A message; [`Error::NotFound`] when the conversation has none of this id.
    #[tracing::instrument(skip_all)]
    pub async fn message(&self, id: &MessageId) -> Result<Message, Error> {
        self.store.message(self.conversation, id).await?.ok_or(Error::NotFound)
    }

    /// The newest `take` messages older than `before`; from the end when `None`.
    #[tracing::instrument(skip_all)]
    pub async fn before(&self, before: Option<&MessageId>, take: u32) -> Result<HistoryPage, Error> {
        // One more than asked for tells whether there are older ones.
        let mut messages = self.store.history(self.conversation, before, take + 1).await?;
        let has_more = messages.len() > take as usize;
        if has_more {
            messages.remove(0);
        }
        Ok(HistoryPage { messages, has_more })
    }

    /// The oldest `take` messages newer than `after`; from the beginning when `None`.
    #[tracing::instrument(skip_all)]
    pub async fn after(&self, after: Option<&MessageId>, take: u32) -> Result<HistoryPage, Error> {
        let mut messages = self.store.history_after(self.conversation, after, take + 1).await?;
        let has_more = messages.len() > take as usize;
        messages.truncate(take as usize);
        Ok(HistoryPage { messages, has_more })
    }

    /// The newest `take` messages.
    #[tracing::instrument(skip_all)]
    pub async fn newest(&self, take: u32) -> Result<Vec<Message>, Error> {
        Ok(self.store.history(self.conversation, None, take).await?)
    }

    /// All messages.
    #[tracing::instrument(skip_all)]
    pub async fn all(&self) -> Result<Vec<Message>, Error> {
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let last = messages.last().map(|message| message.id.clone());
            let page = self.after(last.as_ref(), PAGE).await?;
            messages.extend(page.messages);
            if !page.has_more {
                return Ok(messages);
            }
        }
    }
}
