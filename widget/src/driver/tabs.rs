//! Several tabs of one browser show the same conversation: one of them speaks with the server, the others hear it. Which
//! one, and how they talk, is the business of `widget/loader/tabs.js`, where the messages are listed. Until that script has
//! said so, a tab shows everything and sends nothing; when it says nothing, the tab is alone.

use leptos::prelude::*;
use parlor_shared::sse::Event;

use super::{App, Inner, files::of_files};
use crate::{
    chat::{Act, Event as Happening, Failure, Problem},
    hooks::Timer,
    transport::understand,
};

/// A script that does not come in this time does not come. Should it after all, nothing is sent twice: the keys of
/// messages are the same.
const COMES_WITHIN_MS: i32 = 3_000;

/// Whether this tab speaks with the server.
#[derive(Default)]
pub(super) enum Tabs {
    /// It has not looked for others: it does.
    #[default]
    Apart,
    /// The script has not said.
    Waits(#[expect(dead_code, reason = "runs until it is dropped")] Option<Timer>),
    /// Another one does.
    Listens,
    /// It does.
    Speaks,
}

impl App {
    /// Whether this tab speaks with the server, and so makes the sounds: one of all that show this conversation.
    pub(crate) fn leader(self) -> bool {
        self.read(|inner| matches!(inner.tabs, Tabs::Apart | Tabs::Speaks)).unwrap_or(true)
    }

    fn apart(self) -> bool {
        self.read(|inner| matches!(inner.tabs, Tabs::Apart)).unwrap_or(true)
    }

    /// Finds the other tabs, once.
    pub(super) fn join(self) {
        if !self.apart() {
            return;
        }
        let timer = Timer::after(COMES_WITHIN_MS, move || self.speaks(true));
        let name = self.update(|inner| {
            inner.tabs = Tabs::Waits(timer);
            Inner::group(inner)
        });
        self.handle(Happening::Holds(false));
        self.tell("tabs:join", &name.unwrap_or_default().into());
    }

    /// Leaves them: the chat is gone, or the visitor is somebody else.
    pub(super) fn leave_tabs(self) {
        if !self.apart() {
            self.update(|inner| inner.tabs = Tabs::Apart);
            self.tell("tabs:leave", &"".into());
            self.handle(Happening::Holds(false));
        }
    }

    /// This tab speaks from now on, or another one does.
    pub(crate) fn speaks(self, speaks: bool) {
        if !self.apart() {
            self.update(|inner| inner.tabs = if speaks { Tabs::Speaks } else { Tabs::Listens });
            self.handle(Happening::Holds(speaks));
        }
    }

    /// Tells the other tabs.
    pub(super) fn call_out(self, kind: &str, first: &str, rest: &str) {
        if !self.apart() {
            self.tell("tabs:say", &[kind, first, rest].join("\n").into());
        }
    }

    /// Tells them where we are; all come here who are not.
    pub(super) fn call_together(self, conversation: &str, fresh: bool) {
        self.call_out("at", conversation, if fresh { "fresh" } else { "" });
    }

    /// Passes an event of the running answer on.
    pub(super) fn pass_on(self, event: &Event) {
        self.call_out("sse", &event.event, &[event.last_event_id.as_str(), &event.data].join("\n"));
    }

    /// Another tab says this.
    pub(crate) fn heard_tab(self, message: &str) {
        let mut fields = message.splitn(3, '\n');
        let mut field = || fields.next().unwrap_or_default();
        let (kind, first, rest) = (field(), field(), field());
        match kind {
            "said" => {
                let (files, text) = of_files(rest);
                self.act(Act::Send { text, files, client_id: first.to_owned() });
            }
            "began" => {
                let (files, text) = of_files(rest);
                self.handle(Happening::Began { client_id: first.to_owned(), text, files });
            }
            "redo" if self.leader() => self.act(Act::Regenerate { client_id: first.to_owned() }),
            "again" => {
                if let Ok(id) = first.parse() {
                    self.handle(Happening::Again { id, client_id: rest.to_owned() });
                }
            }
            "sse" => {
                if let Some((id, data)) = rest.split_once('\n')
                    && let Some(told) = understand(first, id, data)
                {
                    self.handle(Happening::Overheard(told));
                }
            }
            // The script repeats the running answer; without one, it is the server's to tell.
            "resume" if self.summary.try_get_untracked().is_some_and(|now| !now.busy) => self.call_together("", false),
            "lost" => self.handle(Happening::Lost(Failure { problem: Problem::of_key(first), ..Failure::NETWORK })),
            "at" => self.come(first, !rest.is_empty()),
            "user" => self.become_user(rest.to_owned(), false),
            "gone" => self.forget(),
            "form" => self.take_form(rest),
            "seen" => _ = self.forget_unread(),
            _ => {}
        }
    }

    /// Another tab is in this conversation.
    fn come(self, conversation: &str, fresh: bool) {
        let here = self.read(|inner| inner.conversation == conversation || inner.conversation.is_empty());
        if here != Some(false) {
            return;
        }
        // Who we are may have been decided by the other tab.
        self.update(|inner| inner.keep.get_anew());
        if fresh {
            self.handle(Happening::Forgotten);
            self.act(Act::Open);
        } else {
            self.handle(Happening::Elsewhere);
        }
    }
}
