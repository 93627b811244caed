//! What the agent says without being asked: when the chat is opened, or in words the page has already shown.

use parlor_shared::content::{Element, Node};

use super::{Announcement, Chat, Effect, Entry, Key, Received, State};

/// Words that are not stored yet.
#[derive(Debug)]
pub(super) struct Unasked {
    /// Their row.
    pub(super) key: Key,
    /// The rule they are from; without one the agent was asked to begin.
    rule: Option<String>,
    /// The server has been told.
    told: bool,
}

impl Chat {
    /// The page showed these words of a rule and the visitor opened the chat: they stand last, and are stored once they are
    /// answered.
    pub(super) fn offer(&mut self, rule: String, text: String) {
        self.forget_unasked();
        let key = self.key();
        let nodes = vec![Node::Open(Element::Paragraph), Node::Text(text)];
        // In an empty conversation they take the place of the usual first words.
        self.entries.retain(|entry| entry.message.state != State::Greeting || entry.message.id.is_some());
        self.entries.push(Entry::greeting(key, nodes));
        self.unasked = Some(Unasked { key, rule: Some(rule), told: false });
        self.effects.push(Effect::Rows);
    }

    /// Asks the agent to begin an empty conversation.
    pub(super) fn let_agent_begin(&mut self) {
        if self.unasked.is_none() && self.entries.is_empty() {
            let key = self.key();
            self.entries.push(Entry::expected(key));
            self.unasked = Some(Unasked { key, rule: None, told: true });
            self.effects.push(Effect::Speak { rule: None });
        }
    }

    /// Whether what the visitor says must wait until the words they answer are stored.
    pub(super) fn words_first(&mut self) -> bool {
        let Some(unasked) = self.unasked.as_mut().filter(|unasked| unasked.rule.is_some()) else { return false };
        if !unasked.told {
            unasked.told = true;
            self.effects.push(Effect::Speak { rule: unasked.rule.clone() });
        }
        true
    }

    /// The server stored the words, or it did not: then those of a rule stay as they were shown.
    pub(super) fn spoken(&mut self, message: Option<Received>) {
        let Some(unasked) = self.unasked.take_if(|unasked| unasked.told) else { return };
        let key = unasked.key;
        match message {
            Some(message) => self.put_words(key, message),
            None if unasked.rule.is_none() => {
                self.entries.retain(|entry| entry.message.key != key);
                self.effects.push(Effect::Rows);
            }
            None => {}
        }
        self.next();
    }

    fn put_words(&mut self, key: Key, message: Received) {
        if let Some(entry) = self.entry_mut(key) {
            *entry = Entry::told(key, message);
            self.effects.extend([
                Effect::Redraw(key),
                Effect::Row(key),
                Effect::Announce(Announcement::Finished(key)),
                Effect::Tell(key),
            ]);
        }
    }

    /// Words nobody answered are gone when others are offered, or the conversation is another one.
    pub(super) fn forget_unasked(&mut self) {
        if let Some(unasked) = self.unasked.take() {
            self.entries.retain(|entry| entry.message.key != unasked.key);
        }
    }

    /// Whether this row shows words of a rule that wait for an answer.
    pub(super) fn is_offered(&self, entry: &Entry) -> bool {
        self.unasked.as_ref().is_some_and(|unasked| unasked.rule.is_some() && unasked.key == entry.message.key)
    }
}
