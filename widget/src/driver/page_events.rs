//! Announcements of the conversation to screen readers and to the page.

use crate::reactive::prelude::*;
use parlor_shared::widget::Role;

use super::app::App;
use crate::{
    chat::{Announcement, Key, ShownMessage, State},
    transport::texts,
};

impl App {
    pub(super) fn announce(self, announcement: Announcement) {
        let text = match announcement {
            Announcement::Started => {
                untrack(|| self.view.texts.fill("answer_started", "name", &self.view.settings.get().agent_name()))
            }
            Announcement::Failed(problem) => untrack(|| self.view.texts.get(problem.text_key())),
            Announcement::Thanks => untrack(|| self.view.texts.get("contact_thanks")),
            Announcement::Finished(key) => {
                self.mark_unread();
                self.heard_text(key)
            }
        };
        self.view.conversation.announcement.try_set(text);
    }

    /// Returns a finished answer as it is read aloud: the drawn text, without formatting.
    fn heard_text(self, key: Key) -> String {
        let text = self.read(|inner| inner.canvases.iter().find(|(other, _)| *other == key)?.1.text());
        text.flatten().unwrap_or_default()
    }

    pub(super) fn tell_message(self, key: Key) {
        let message = self.read(|inner| inner.chat.message(key).cloned()).flatten();
        let Some(message) = message else { return };
        let role = if message.state == State::Sent { "user" } else { "agent" };
        let id = message.id.as_ref().map_or("", |id| id.as_str());
        self.tell("message", &texts(&[("role", role), ("text", &message.text), ("id", id)]));
    }

    /// Tells the page that an answer begins or ends.
    pub(super) fn tell_progress(self, before: &ShownMessage, now: &ShownMessage) {
        if now.role == Role::User {
            return;
        }
        let name = if before.state == State::Streaming && now.state != State::Streaming {
            "stream-end"
        } else if before.id.is_none() && now.id.is_some() {
            "stream-start"
        } else {
            return;
        };
        let id = now.id.as_ref().map_or("", |id| id.as_str());
        self.tell(name, &texts(&[("id", id)]));
    }
}
