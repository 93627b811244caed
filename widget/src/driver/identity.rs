//! The visitor's identity: anonymous, or named by the owner's server. A change deletes the previous data, in all tabs.

use crate::reactive::prelude::*;

use super::{
    app::{App, Inner},
    tab_message::TabMessage,
};
use crate::{
    chat::{Event, Phase, UserAction},
    hooks::StorageItem,
    transport::{Json, texts},
};

impl Inner {
    /// Returns the name shared by the tabs of this widget and visitor.
    pub(super) fn group(&self) -> String {
        group(&self.options.key, &subject(&self.user))
    }

    /// Returns the storage of the identity the page used last, on an earlier visit.
    fn named(&self) -> StorageItem {
        StorageItem::new(&[&self.options.key, ":user"].concat())
    }

    /// Forgets the visitor and unsent messages.
    fn forget_visitor(&mut self) {
        self.visitor_item.clear();
        self.forget_unsent();
        self.api.token.clear();
        self.conversation.clear();
    }
}

impl App {
    /// Prepares the first request: determines the visitor, finds other tabs, and restores unsent messages.
    pub(super) fn recognize_visitor(self) {
        let new = self.update(|inner| {
            inner.options.user.take()?;
            let (was, is) = (inner.named().get().unwrap_or_default(), subject(&inner.user));
            (was != is).then(|| {
                let (group, user) = (group(&inner.options.key, &was), inner.user.clone());
                StorageItem::new(&[&group, ":unsent"].concat()).clear();
                inner.visitor_item.clear();
                inner.named().set(&is);
                (group, user)
            })
        });
        // Tell tabs that still show the previous visitor's data.
        if let Some((group, user)) = new.flatten() {
            self.tell("tabs:pass", &texts(&[("name", &group), ("message", &["user\n\n", &user].concat())]));
        }
        self.join_tabs();
        self.recall_unsent();
    }

    /// Sets the visitor's identity token from the owner's server; an empty one means anonymous. `tell`: inform the
    /// other tabs.
    pub(crate) fn identify(self, token: String, tell: bool) {
        let same = self.update(|inner| {
            inner.options.user = None;
            let same = subject(&inner.user) == subject(&token);
            if same {
                inner.user.clone_from(&token);
            }
            same
        });
        if same != Some(false) {
            // A new token for the same visitor, for example because the old one has expired.
            if matches!(
                self.view.conversation.summary.try_get_untracked().map(|now| now.phase),
                Some(Phase::Refused(_))
            ) {
                self.act(UserAction::Open);
            }
            return;
        }
        if tell {
            self.broadcast(&TabMessage::Identified { token: &token });
        }
        self.start_as_new(|inner| {
            inner.user = token;
            inner.named().set(&subject(&inner.user));
        });
        if self.view.panel.open.try_get_untracked() == Some(true) {
            self.act(UserAction::Open);
        }
    }

    /// Deletes all local data, after everything was deleted on the server.
    pub(super) fn forget(self) {
        self.start_as_new(|_| {});
    }

    fn start_as_new(self, change: impl FnOnce(&mut Inner)) {
        self.leave_tabs();
        self.update(|inner| {
            inner.forget_visitor();
            inner.ending = None;
            change(inner);
        });
        self.forget_files();
        self.handle(Event::Erased);
    }
}

fn group(key: &str, subject: &str) -> String {
    if subject.is_empty() { key.to_owned() } else { [key, ":", subject].concat() }
}

/// Returns the `sub` of a token, which distinguishes visitors; only the server verifies it.
fn subject(token: &str) -> String {
    if token.is_empty() {
        return String::new();
    }
    let read = || {
        let claims = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
        Json::parse(&web_sys::window()?.atob(&claims).ok()?)?.text("sub")
    };
    read().unwrap_or_else(|| "?".to_owned())
}
