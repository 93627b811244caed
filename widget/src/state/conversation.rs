//! The conversation.

use std::sync::Arc;

use crate::reactive::prelude::*;

use crate::chat::{Key, ShownMessage, Summary};

/// A row of the transcript.
#[derive(Clone)]
pub(crate) struct Row {
    /// Key of the row; it never changes.
    pub(crate) key: Key,
    /// The current message.
    pub(crate) message: ArcRwSignal<Arc<ShownMessage>>,
}

impl Row {
    /// Creates a row that shows this message.
    pub(crate) fn new(message: &ShownMessage) -> Self {
        Self { key: message.key, message: ArcRwSignal::new(Arc::new(message.clone())) }
    }
}

/// The messages, and the state of the chat.
#[derive(Clone, Copy)]
pub(crate) struct ConversationState {
    /// The rows, oldest first.
    pub(crate) rows: RwSignal<Vec<Row>>,
    /// The key of the last row; 0 without one.
    pub(crate) last: RwSignal<Key>,
    /// State of the chat.
    pub(crate) summary: RwSignal<Summary>,
    /// The next text for screen readers.
    pub(crate) announcement: RwSignal<String>,
    /// Counter that makes the transcript scroll to its end when it increases, for example with each message the visitor
    /// sends.
    pub(crate) sent: RwSignal<u32>,
}

impl ConversationState {
    /// Creates an empty conversation.
    pub(crate) fn new() -> Self {
        Self {
            rows: RwSignal::default(),
            last: RwSignal::default(),
            summary: RwSignal::new(Summary { empty: true, ..Summary::default() }),
            announcement: RwSignal::default(),
            sent: RwSignal::default(),
        }
    }

    /// Returns true if this row is the last one; a view follows changes.
    pub(crate) fn is_last(self, key: Key) -> bool {
        self.last.get() == key
    }

    /// Returns the key of the oldest row.
    pub(crate) fn oldest(self) -> Option<Key> {
        self.rows.with_untracked(|rows| rows.first().map(|row| row.key))
    }
}
