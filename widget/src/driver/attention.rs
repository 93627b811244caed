//! Answers the visitor has not seen. The page is told: it shows a number, changes its title and plays a sound.

use crate::reactive::prelude::*;

use super::{app::App, tab_message::TabMessage};
use crate::hooks::object;

impl App {
    /// Counts a complete answer as unread if the panel is closed or the page is not visible.
    pub(super) fn mark_unread(self) {
        if self.is_visible() {
            return;
        }
        let count = self.update(|inner| {
            inner.unread += 1;
            inner.unread
        });
        self.tell_unread(count.unwrap_or_default());
    }

    /// Marks everything as read, if the panel is open and the page is visible.
    pub(crate) fn mark_read(self) {
        if self.is_visible() && self.clear_unread() {
            self.broadcast(&TabMessage::Read);
        }
    }

    /// Marks everything as read, here or after it was seen in another tab.
    pub(super) fn clear_unread(self) -> bool {
        let any = self.update(|inner| std::mem::take(&mut inner.unread)).is_some_and(|count| count > 0);
        if any {
            self.tell_unread(0);
        }
        any
    }

    /// Switches the sound on or off, and remembers it.
    pub(crate) fn set_sound(self, on: bool) {
        self.view.sound.set(on);
        self.update(|inner| inner.sound_item.set(if on { "on" } else { "off" }));
        self.tell("sound", &on.into());
    }

    /// Restores the visitor's choice from an earlier visit.
    pub(super) fn remember_sound(self) {
        let on = self.read(|inner| inner.sound_item.get()).flatten().is_some_and(|kept| kept == "on");
        self.view.sound.try_set(on);
    }

    fn tell_unread(self, count: u32) {
        let config = self.view.settings.try_get_untracked().map(|about| about.config.sound);
        // Only one of all tabs plays it.
        let sound = config == Some(true) && self.view.sound.try_get_untracked() == Some(true) && self.is_leader();
        self.tell("unread", &object(&[("count", Some(count.into())), ("sound", Some(sound.into()))]));
    }

    fn is_visible(self) -> bool {
        let hidden = web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden());
        self.view.panel.open.try_get_untracked() == Some(true) && !hidden
    }
}
