//! Unprompted messages of the agent: at the start of the chat, or a message the page has already shown.

use parlor_shared::content::{Element, Node};

use super::{
    effects::{Announcement, Effect},
    entry::Entry,
    machine::Chat,
    message::{Key, State},
    proactive_message::ProactiveMessage,
    received::Received,
};

impl Chat {
    /// Shows a rule's message after the page has offered it and the visitor has opened the chat: it is the last row,
    /// and is stored once the visitor answers it.
    pub(super) fn offer(&mut self, rule: String, text: String) {
        self.drop_proactive();
        let key = self.key();
        let nodes = vec![Node::Open(Element::Paragraph), Node::Text(text)];
        // In an empty conversation it replaces the usual first words.
        self.entries.retain(|entry| entry.message.state != State::Greeting || entry.message.id.is_some());
        self.entries.push(Entry::greeting(key, nodes));
        self.proactive = Some(ProactiveMessage { key, rule: Some(rule), told: false });
        self.effects.push(Effect::Rows);
    }

    /// Asks the agent to begin an empty conversation.
    pub(super) fn let_agent_begin(&mut self) {
        if self.proactive.is_none() && self.entries.is_empty() {
            let key = self.key();
            self.entries.push(Entry::expected(key));
            self.proactive = Some(ProactiveMessage { key, rule: None, told: true });
            self.effects.push(Effect::Speak { rule: None });
        }
    }

    /// Returns true if the visitor's message must wait until the proactive message it answers is stored.
    pub(super) fn waits_for_proactive(&mut self) -> bool {
        let Some(proactive) = self.proactive.as_mut().filter(|proactive| proactive.rule.is_some()) else {
            return false;
        };
        if !proactive.told {
            proactive.told = true;
            self.effects.push(Effect::Speak { rule: proactive.rule.clone() });
        }
        true
    }

    /// Handles the server's reply. If the message was not stored, a rule's message stays as it was shown.
    pub(super) fn spoken(&mut self, message: Option<Received>) {
        let Some(proactive) = self.proactive.take_if(|proactive| proactive.told) else { return };
        let key = proactive.key;
        match message {
            Some(message) => self.show_spoken(key, message),
            None if proactive.rule.is_none() => {
                self.entries.retain(|entry| entry.message.key != key);
                self.effects.push(Effect::Rows);
            }
            None => {}
        }
        self.next();
    }

    fn show_spoken(&mut self, key: Key, message: Received) {
        if let Some(entry) = self.entry_mut(key) {
            *entry = Entry::received(key, message);
            self.effects.extend([
                Effect::Redraw(key),
                Effect::Row(key),
                Effect::Announce(Announcement::Finished(key)),
                Effect::Tell(key),
            ]);
        }
    }

    /// Removes an unanswered proactive message, because another one is offered or the conversation has changed.
    pub(super) fn drop_proactive(&mut self) {
        if let Some(proactive) = self.proactive.take() {
            self.entries.retain(|entry| entry.message.key != proactive.key);
        }
    }

    /// Returns true if this row shows a rule's message that waits for an answer.
    pub(super) fn is_offered(&self, entry: &Entry) -> bool {
        self.proactive.as_ref().is_some_and(|proactive| proactive.rule.is_some() && proactive.key == entry.message.key)
    }
}
