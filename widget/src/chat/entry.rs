//! A row and its document.

use parlor_shared::{
    content::Node,
    widget::{Attachment, MessageStatus, Role},
};

use super::{
    block_view::says,
    failure::{Failure, Problem},
    message::{Key, ShownMessage, State},
    received::Received,
};

/// A message and its document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Everything but the document.
    pub message: ShownMessage,
    /// The document.
    pub nodes: Vec<Node>,
    /// The link has been looked up; this is done only once.
    pub looked: bool,
}

impl Entry {
    /// A visitor's message, just typed.
    pub(super) fn typed(key: Key, client_id: String, text: String, files: Vec<Attachment>) -> Self {
        let mut entry = Self::blank(key, Role::User, State::Sending);
        (entry.message.client_id, entry.message.text, entry.message.files) = (client_id, text, files);
        entry
    }

    /// An answer that has not begun.
    pub(super) fn expected(key: Key) -> Self {
        Self::blank(key, Role::Agent, State::Streaming)
    }

    /// A message of the agent that answers nothing.
    pub(super) fn greeting(key: Key, nodes: Vec<Node>) -> Self {
        let mut entry = Self::blank(key, Role::Agent, State::Greeting);
        (entry.message.blank, entry.nodes) = (false, nodes);
        entry
    }

    /// A message received from the server.
    pub(super) fn received(key: Key, told: Received) -> Self {
        let Received { message: told, blocks } = told;
        let state = match (told.role, told.status) {
            (Role::User, _) => State::Sent,
            // It replies to no message: the agent wrote it unprompted.
            (_, MessageStatus::Complete) if told.reply_to.is_none() => State::Greeting,
            (_, MessageStatus::Complete) => State::Complete,
            (_, MessageStatus::Streaming) => State::Streaming,
            (_, MessageStatus::Stopped) => State::Stopped,
            (_, MessageStatus::Interrupted) => State::Interrupted,
            (_, MessageStatus::Failed) => {
                State::Failed(Failure { problem: Problem::Agent, retryable: true, retry_after: 0 })
            }
        };
        let message = ShownMessage {
            key,
            id: Some(told.id),
            client_id: told.client_message_id.unwrap_or_default(),
            role: told.role,
            state,
            sent_at: told.created_at,
            text: told.text,
            form: None,
            stage: String::new(),
            blank: told.nodes.is_empty() && !says(&blocks),
            files: told.attachments,
            citations: told.citations,
            quick_replies: told.quick_replies,
            blocks,
            preview: None,
            feedback: told.feedback,
        };
        Self { message, nodes: told.nodes, looked: false }
    }

    fn blank(key: Key, role: Role, state: State) -> Self {
        let message = ShownMessage {
            key,
            id: None,
            client_id: String::new(),
            role,
            state,
            sent_at: String::new(),
            text: String::new(),
            form: None,
            stage: String::new(),
            blank: true,
            files: Vec::new(),
            citations: Vec::new(),
            quick_replies: Vec::new(),
            blocks: Vec::new(),
            preview: None,
            feedback: None,
        };
        Self { message, nodes: Vec::new(), looked: false }
    }
}
