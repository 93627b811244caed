//! Answers the visitor has not seen. The page is told: it shows a number, changes its title and makes a sound.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::App;
use crate::transport::object;

impl App {
    /// An answer is whole: it counts as unread when the panel is closed or the page is not looked at.
    pub(super) fn attend(self) {
        if self.is_looked_at() {
            return;
        }
        let count = self.update(|inner| {
            inner.unread += 1;
            inner.unread
        });
        self.tell_unread(count.unwrap_or_default());
    }

    /// The visitor looks, if the panel is open: nothing is unread any more.
    pub(crate) fn be_seen(self) {
        if self.is_looked_at() && self.forget_unread() {
            self.call_out("seen", "", "");
        }
    }

    /// Nothing is unread any more, here or in the tab where it was seen.
    pub(super) fn forget_unread(self) -> bool {
        let any = self.update(|inner| std::mem::take(&mut inner.unread)).is_some_and(|count| count > 0);
        if any {
            self.tell_unread(0);
        }
        any
    }

    /// The visitor switches the sound on or off, for good.
    pub(crate) fn hear(self, on: bool) {
        self.sound.set(on);
        self.update(|inner| inner.keep_sound.set(if on { "on" } else { "off" }));
        self.tell("sound", &on.into());
    }

    /// What the visitor chose on an earlier visit.
    pub(super) fn remember_sound(self) {
        let on = self.read(|inner| inner.keep_sound.get()).flatten().is_some_and(|kept| kept == "on");
        self.sound.try_set(on);
    }

    fn tell_unread(self, count: u32) {
        let config = self.about.try_get_untracked().map(|about| about.config.sound);
        // One of all tabs makes it.
        let sound = config == Some(true) && self.sound.try_get_untracked() == Some(true) && self.leader();
        self.tell("unread", &object(&[("count", Some(count.into())), ("sound", Some(sound.into()))]));
    }

    fn is_looked_at(self) -> bool {
        let hidden = web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden());
        self.open.try_get_untracked() == Some(true) && !hidden
    }
}

/// The names of the fields a visitor filled in, for the page: what they wrote is not for it.
pub(super) fn field_names(lead: crate::chat::Lead) -> JsValue {
    let names = js_sys::Array::new();
    for (name, value) in lead.fields() {
        if !value.is_empty() {
            names.push(&name.into());
        }
    }
    names.into()
}
