//! Messages as nodes: Markdown is drawn once, when a message is whole, and what came of it is kept with the message as JSON.
//! Whoever reads a message reads what is kept.
//!
//! It belongs to a version of the renderer ([`Render::version`]), which its options are a part of: which pictures may be
//! shown is decided by the configuration of today, not of the day a message was written. A message that has nothing kept,
//! or of another version, is drawn when it is read next, and kept again.

use std::{collections::HashMap, sync::Arc};

use parlor_shared::{
    content::{Element, Node},
    ids::{ConversationId, MessageId},
    widget::{MessageStatus, Role},
};

use super::{
    message::Message,
    render::{Render, cost, off_the_workers},
    store::{Store, StoreError, Stored},
};

/// Messages that are read and drawn together.
const AT_ONCE: usize = 128;

/// A message's nodes, as they are kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The version of the renderer that drew it.
    pub version: String,
    /// JSON: a list of nodes.
    pub json: String,
}

impl Rendered {
    fn new(version: &str, nodes: &[Node]) -> Self {
        Self { version: version.to_owned(), json: serde_json::to_string(nodes).unwrap_or_else(|_| "[]".to_owned()) }
    }

    /// The nodes themselves.
    pub fn nodes(&self) -> Vec<Node> {
        serde_json::from_str(&self.json).unwrap_or_else(|error| {
            tracing::error!(%error, "the kept nodes of a message could not be read");
            Vec::new()
        })
    }

    /// Whether it links to exactly this address. Looked for in the JSON, where no text can look like a link: its quotation
    /// marks are escaped.
    pub fn links_to(&self, address: &str) -> bool {
        let link = Node::Open(Element::Link { href: address.to_owned() });
        serde_json::to_string(&link).is_ok_and(|link| self.json.contains(&link))
    }
}

/// Draws messages and keeps what came of it. Cheap to clone.
#[derive(Clone)]
pub struct RenderedMessages {
    store: Arc<dyn Store>,
    render: Arc<dyn Render>,
}

impl RenderedMessages {
    /// Of messages in this store.
    pub fn new(store: Arc<dyn Store>, render: Arc<dyn Render>) -> Self {
        Self { store, render }
    }

    /// These messages of a conversation as nodes, in their order. An answer that is being written is drawn as far
    /// as it is there, and not kept.
    pub async fn of(&self, conversation: &ConversationId, messages: &[Message]) -> Stored<Vec<Rendered>> {
        let mut rendered = Vec::with_capacity(messages.len());
        for some in messages.chunks(AT_ONCE) {
            rendered.extend(self.of_some(conversation, some).await?);
        }
        Ok(rendered)
    }

    async fn of_some(&self, conversation: &ConversationId, messages: &[Message]) -> Stored<Vec<Rendered>> {
        let ids: Vec<MessageId> = messages.iter().map(|message| message.id.clone()).collect();
        let mut kept: HashMap<_, _> = self.store.rendered(conversation, &ids).await?.into_iter().collect();
        kept.retain(|_, rendered| rendered.version == self.render.version());
        let missing: Vec<_> = messages.iter().filter(|message| !kept.contains_key(&message.id)).collect();
        if !missing.is_empty() {
            kept.extend(self.make(conversation, &missing).await);
        }
        Ok(ids.iter().filter_map(|id| kept.remove(id)).collect())
    }

    /// One message as nodes.
    pub async fn one(&self, message: &Message) -> Stored<Rendered> {
        let found = self.of(&message.conversation_id, std::slice::from_ref(message)).await?.pop();
        found.ok_or_else(|| StoreError::Broken("a message has no nodes".into()))
    }

    /// Draws what somebody said.
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
            // They are read all the same, and drawn again next time.
            tracing::warn!(%error, "the nodes of messages could not be kept");
        }
        drawn.into_iter().map(|(message, rendered)| (message.id.clone(), rendered)).collect()
    }

    /// Off the async workers. What cannot be drawn is shown as plain text.
    async fn draw_all(&self, texts: Vec<(Role, String)>) -> Vec<Rendered> {
        let (render, plain) = (Arc::clone(&self.render), texts.clone());
        let cost = texts.iter().map(|(_, text)| cost(text)).sum();
        let drawing = off_the_workers(cost, move || {
            // No store keeps U+0000: what is drawn is what will be kept.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_and_a_text_that_looks_like_one_is_not() {
        let address = "https://shop.example/?a=\"1\"&b=ü";
        let link = [Node::Open(Element::Link { href: address.into() }), Node::Text("x".into())];
        let rendered = Rendered::new("1", &link);
        assert!(rendered.links_to(address));
        assert!(!rendered.links_to("https://shop.example/"), "not a part of it");
        let quoted = Rendered::new("1", &[Node::Text(rendered.json)]);
        assert!(!quoted.links_to(address));
    }
}
