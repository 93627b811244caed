//! Messages as nodes: Markdown is rendered once, when a message is complete, and the result is stored with the message
//! as JSON. Readers get the stored nodes.
//!
//! The nodes belong to a version of the renderer ([`Render::version`]), which includes its options: the current
//! configuration decides which pictures may be shown, not the one in force when a message was written. A message
//! without stored nodes, or with nodes of another version, is rendered and stored when it is next read.

use std::{collections::HashMap, sync::Arc};

use parlor_shared::{
    content::{Element, Node},
    ids::{ConversationId, MessageId},
    widget::{MessageStatus, Role},
};

use super::{message::Message, rendered::Rendered};
use crate::core::{
    error::{Error, StorageFailure},
    render::{Render, cost, off_the_workers},
    store::Store,
};

/// Number of messages read and rendered together.
const AT_ONCE: usize = 128;

/// Renders messages and stores the nodes. Cheap to clone.
#[derive(Clone)]
pub struct RenderedMessages {
    store: Arc<dyn Store>,
    render: Arc<dyn Render>,
}

impl RenderedMessages {
    /// Renders messages of this store.
    pub fn new(store: Arc<dyn Store>, render: Arc<dyn Render>) -> Self {
        Self { store, render }
    }

    /// Returns these messages of a conversation as nodes, in their order. An answer that is being written is rendered
    /// as far as it has come, and not stored.
    #[tracing::instrument(skip_all)]
    pub async fn of(&self, conversation: &ConversationId, messages: &[Message]) -> Result<Vec<Rendered>, Error> {
        let mut rendered = Vec::with_capacity(messages.len());
        for some in messages.chunks(AT_ONCE) {
            rendered.extend(self.of_some(conversation, some).await?);
        }
        Ok(rendered)
    }

    async fn of_some(&self, conversation: &ConversationId, messages: &[Message]) -> Result<Vec<Rendered>, Error> {
        let ids: Vec<MessageId> = messages.iter().map(|message| message.id.clone()).collect();
        let mut kept: HashMap<_, _> = self.store.rendered(conversation, &ids).await?.into_iter().collect();
        kept.retain(|_, rendered| rendered.version == self.render.version());
        let missing: Vec<_> = messages.iter().filter(|message| !kept.contains_key(&message.id)).collect();
        if !missing.is_empty() {
            kept.extend(self.make(conversation, &missing).await);
        }
        Ok(ids.iter().filter_map(|id| kept.remove(id)).collect())
    }

    /// Returns one message as nodes.
    #[tracing::instrument(skip_all)]
    pub async fn one(&self, message: &Message) -> Result<Rendered, Error> {
        let found = self.of(&message.conversation_id, std::slice::from_ref(message)).await?.pop();
        found.ok_or(Error::Storage(StorageFailure::Broken))
    }

    /// Renders a text of this sender.
    #[tracing::instrument(skip_all)]
    pub async fn draw(&self, role: Role, text: &str) -> Rendered {
        let mut drawn = self.draw_all(vec![(role, text.to_owned())]).await;
        drawn.pop().unwrap_or_else(|| Rendered::new("", &[]))
    }

    async fn make(&self, conversation: &ConversationId, messages: &[&Message]) -> Vec<(MessageId, Rendered)> {
        let texts = messages.iter().map(|message| (message.role, message.text.clone())).collect();
        let drawn = self.draw_all(texts).await;
        let drawn: Vec<_> = messages.iter().copied().zip(drawn).collect();
        let whole = drawn.iter().filter(|(message, _)| message.status != MessageStatus::Streaming);
        let whole: Vec<_> = whole.map(|(message, rendered)| (message.id.clone(), rendered.clone())).collect();
        if !whole.is_empty()
            && let Err(error) = self.store.keep_rendered(conversation, &whole).await
        {
            // They are returned all the same, and rendered again next time.
            tracing::warn!(%error, "the nodes of messages could not be kept");
        }
        drawn.into_iter().map(|(message, rendered)| (message.id.clone(), rendered)).collect()
    }

    /// Renders texts off the async workers. A text that cannot be rendered is shown as plain text.
    async fn draw_all(&self, texts: Vec<(Role, String)>) -> Vec<Rendered> {
        let (render, plain) = (Arc::clone(&self.render), texts.clone());
        let cost = texts.iter().map(|(_, text)| cost(text)).sum();
        let drawing = off_the_workers(cost, move || {
            // No database stores U+0000: the rendered text is the one that will be stored.
            let draw = |(role, text): &(Role, String)| match role {
                Role::User => render.plain(&text.replace('\0', "\u{FFFD}")),
                Role::Agent => render.markdown(&text.replace('\0', "\u{FFFD}")),
            };
            texts.iter().map(|text| Rendered::new(render.version(), &draw(text))).collect()
        });
        drawing.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a message could not be drawn");
            let nodes = |text: String| [Node::Open(Element::Paragraph), Node::Text(text)];
            plain.into_iter().map(|(_, text)| Rendered::new("", &nodes(text))).collect()
        })
    }
}
