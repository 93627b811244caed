//! Sending messages, and requesting another answer.

use crate::reactive::prelude::*;
use parlor_shared::widget::Role;

use super::{
    app::App,
    tab_message::{SentMessage, TabMessage},
};
use crate::{
    chat::{HIDDEN, Key, ShownMessage, UserAction},
    hooks::random_id,
};

impl App {
    /// Sends the text in the composer and clears it; the text is restored if the page refuses the message.
    pub(super) fn send_draft(self) {
        let draft = self.view.composer.draft;
        let text = draft.get_untracked();
        draft.set(String::new());
        if !self.say(&text, false) {
            draft.set(text);
        }
    }

    /// Sends a message with the files the visitor has chosen; returns false if the page refuses it. A `hidden` message
    /// is not shown in the transcript.
    pub(crate) fn say(self, text: &str, hidden: bool) -> bool {
        let how = if hidden { "hidden" } else { "shown" };
        let Some(text) = self.ask_page("before-send", &[("text", text), ("how", how)]) else { return false };
        let client_id = [if hidden { HIDDEN } else { "" }, &random_id()].concat();
        let files = if hidden { Vec::new() } else { self.take_files() };
        self.broadcast(&TabMessage::Sent(SentMessage { client_id: &client_id, files: &files, text: &text }));
        self.act(UserAction::Send { text, files, client_id });
        self.view.conversation.sent.update(|count| *count += 1);
        true
    }

    /// Requests a new answer in place of the last one.
    pub(crate) fn regenerate(self) {
        let client_id = random_id();
        if self.is_leader() {
            self.act(UserAction::Regenerate { client_id });
        } else {
            self.broadcast(&TabMessage::RegenerateRequested { client_id: &client_id });
        }
    }

    /// Retries a row.
    pub(crate) fn retry(self, key: Key) {
        let said = self.read(|inner| inner.chat.message(key).cloned()).flatten();
        match said.filter(|message| message.role == Role::User) {
            Some(message) => {
                let ShownMessage { client_id, text, files, .. } = &message;
                self.broadcast(&TabMessage::Sent(SentMessage { client_id, files, text }));
                self.act(UserAction::Retry { key, client_id: String::new() });
            }
            None if self.is_leader() => self.act(UserAction::Retry { key, client_id: random_id() }),
            None => self.regenerate(),
        }
    }
}
