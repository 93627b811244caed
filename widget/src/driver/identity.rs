//! Who the visitor is: nobody in particular, or whom the owner's server names. A change wipes what was there, in all tabs.

use leptos::prelude::*;

use super::{App, Inner};
use crate::{
    chat::{Act, Event, Phase},
    hooks::Keep,
    transport::{Json, texts},
};

impl Inner {
    /// What this widget's tabs of this visitor have in common.
    pub(super) fn group(&self) -> String {
        group(&self.options.key, &subject(&self.user))
    }

    /// Whom the page named last on an earlier visit.
    fn named(&self) -> Keep {
        Keep::new(&[&self.options.key, ":user"].concat())
    }

    /// Forgets who we were and what we did not send.
    fn wipe(&mut self) {
        self.keep.clear();
        self.forget_unsent();
        self.api.token.clear();
        self.conversation.clear();
    }
}

impl App {
    /// Before the first question to the server: sees who we are, who else is there, and what is still to be sent.
    pub(super) fn arrive(self) {
        let new = self.update(|inner| {
            inner.options.user.take()?;
            let (was, is) = (inner.named().get().unwrap_or_default(), subject(&inner.user));
            (was != is).then(|| {
                let (group, user) = (group(&inner.options.key, &was), inner.user.clone());
                Keep::new(&[&group, ":unsent"].concat()).clear();
                inner.keep.clear();
                inner.named().set(&is);
                (group, user)
            })
        });
        // Tabs that still show what was somebody else's.
        if let Some((group, user)) = new.flatten() {
            self.tell("tabs:pass", &texts(&[("name", &group), ("message", &["user\n\n", &user].concat())]));
        }
        self.join();
        self.recall_unsent();
    }

    /// The page names the visitor, by a token of the owner's server, or (an empty one) nobody. `tell`: the other tabs too.
    pub(crate) fn become_user(self, token: String, tell: bool) {
        let same = self.update(|inner| {
            inner.options.user = None;
            let same = subject(&inner.user) == subject(&token);
            if same {
                inner.user.clone_from(&token);
            }
            same
        });
        if same != Some(false) {
            // A new token for the same visitor, perhaps because the old one has ended.
            if matches!(self.summary.try_get_untracked().map(|now| now.phase), Some(Phase::Refused(_))) {
                self.act(Act::Open);
            }
            return;
        }
        if tell {
            self.call_out("user", "", &token);
        }
        self.start_over(|inner| {
            inner.user = token;
            inner.named().set(&subject(&inner.user));
        });
        if self.open.try_get_untracked() == Some(true) {
            self.act(Act::Open);
        }
    }

    /// Everything was deleted: nothing of it stays here.
    pub(super) fn forget(self) {
        self.start_over(|_| {});
    }

    fn start_over(self, change: impl FnOnce(&mut Inner)) {
        self.leave_tabs();
        self.update(|inner| {
            inner.wipe();
            inner.ending = None;
            change(inner);
        });
        self.forget_files();
        self.handle(Event::Forgotten);
    }
}

fn group(key: &str, subject: &str) -> String {
    if subject.is_empty() { key.to_owned() } else { [key, ":", subject].concat() }
}

/// The `sub` of a token, which tells one visitor from another; the server says whether it is true.
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
