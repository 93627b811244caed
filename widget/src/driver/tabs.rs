//! Several tabs of one browser show the same conversation: one of them speaks with the server, the others hear it.
//!
//! A Web Lock says which one; whoever waits for it takes over when that tab is closed, frozen or silent. They talk over a
//! `BroadcastChannel`: each message is three fields in lines of their own, the last one may have more lines. Files are a line of JSON.
//!
//! | Message | Means |
//! |---|---|
//! | `said` id, files, text | a visitor said this in some tab |
//! | `form`, form | the same of a form |
//! | `began` id, files, text | it is being sent |
//! | `redo` id | another answer is wished for in a tab that does not speak |
//! | `again` id, client's id | another answer is asked for |
//! | `sse` name, id and data | an event of the running answer |
//! | `resume` id | a tab missed something of this answer; `sse` follow from its beginning |
//! | `lost` key | the answer, or sending, is given up |
//! | `at` conversation, flag | a tab is in this conversation; with a flag, whatever was said in another one is closed |
//! | `user` token | the visitor is somebody else now |
//! | `gone` | everything was deleted |
//! | `seen` | the visitor has seen what was unread |
//! | `ping`, `pong` | does the speaking tab still run |
//!
//! Alone, where locks are missing or the browser keeps nothing, a tab speaks.

use leptos::{prelude::*, task::spawn_local};
use parlor_shared::{ids::MessageId, sse::Event};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use super::{App, Inner, files::of_files};
use crate::{
    chat::{Act, Event as Happening, Failure, Problem},
    hooks::{Listener, Timer, hold, keeps},
    transport::understand,
};

/// A speaking tab that says nothing for so long has stopped.
const ANSWERS_WITHIN_MS: i32 = 3_000;

/// This tab among its like; gone when dropped.
pub(super) struct Tabs {
    name: String,
    channel: BroadcastChannel,
    _ears: Listener,
    speaks: bool,
    /// Ends our hold on the lock.
    release: Option<js_sys::Function>,
    /// What was heard of the running answer, for tabs that come later.
    heard: Vec<String>,
    patience: Option<Timer>,
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
        if let Some(release) = self.release.take() {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

impl App {
    /// Whether this tab speaks with the server, and so makes the sounds: one of all that show this conversation.
    pub(crate) fn leader(self) -> bool {
        self.read(|inner| inner.tabs.as_ref().is_none_or(|tabs| tabs.speaks)).unwrap_or(true)
    }

    /// Finds the other tabs, once.
    pub(super) fn join(self) {
        if self.read(|inner| inner.tabs.is_none()) != Some(true) || !keeps() {
            return;
        }
        let name = ["parlor:", &self.read(Inner::group).unwrap_or_default()].concat();
        let Ok(channel) = BroadcastChannel::new(&name) else { return };
        let ears = Listener::new(&channel, "message", move |event| {
            if let Some(text) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
                self.listen(&text);
            }
        });
        let tabs = Tabs {
            name: name.clone(),
            channel,
            _ears: ears,
            speaks: false,
            release: None,
            heard: Vec::new(),
            patience: None,
        };
        self.update(|inner| inner.tabs = Some(tabs));
        self.handle(Happening::Holds(false));
        self.queue(name, false);
    }

    /// Leaves them: the page is hidden for good or frozen, or the visitor is somebody else.
    pub(crate) fn leave_tabs(self) {
        if self.update(|inner| inner.tabs.take()).flatten().is_some() {
            self.handle(Happening::Holds(false));
        }
    }

    /// The page is back.
    pub(crate) fn rejoin(self) {
        if self.read(|inner| !inner.conversation.is_empty()) == Some(true) {
            self.join();
        }
    }

    /// Asks for the lock, and again when it is taken from us.
    fn queue(self, name: String, steal: bool) {
        let ours = name.clone();
        let granted = move || self.granted(&ours);
        let Some(promise) = hold(&name, steal, granted) else { return self.alone() };
        spawn_local(async move {
            if JsFuture::from(promise).await.is_ok() || self.group_name().as_ref() != Some(&name) {
                return;
            }
            // Stolen; or the browser grants none, and we are alone.
            if self.leader_of_group() {
                self.set_speaking(false);
                self.queue(name, false);
            } else {
                self.alone();
            }
        });
    }

    fn granted(self, name: &str) -> JsValue {
        if self.group_name().as_deref() != Some(name) {
            return JsValue::UNDEFINED;
        }
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            self.update(|inner| inner.tabs.iter_mut().for_each(|tabs| tabs.release = Some(resolve.clone())));
        });
        self.set_speaking(true);
        promise.into()
    }

    fn alone(self) {
        self.update(|inner| inner.tabs = None);
        self.handle(Happening::Holds(true));
    }

    fn set_speaking(self, speaks: bool) {
        self.update(|inner| {
            if let Some(tabs) = &mut inner.tabs {
                tabs.speaks = speaks;
                tabs.patience = None;
            }
        });
        self.handle(Happening::Holds(speaks));
    }

    fn group_name(self) -> Option<String> {
        self.read(|inner| inner.tabs.as_ref().map(|tabs| tabs.name.clone())).flatten()
    }

    fn leader_of_group(self) -> bool {
        self.read(|inner| inner.tabs.as_ref().is_some_and(|tabs| tabs.speaks)) == Some(true)
    }

    /// Tells the other tabs.
    pub(super) fn call_out(self, kind: &str, first: &str, rest: &str) {
        let message = [kind, first, rest].join("\n");
        self.read(|inner| inner.tabs.as_ref().map(|tabs| tabs.channel.post_message(&message.into())));
    }

    /// Tells them where we are; all come here who are not.
    pub(super) fn call_together(self, conversation: &str, fresh: bool) {
        self.call_out("at", conversation, if fresh { "fresh" } else { "" });
    }

    /// Passes an event of the running answer on, and remembers it.
    pub(super) fn pass_on(self, event: &Event) {
        let data = [event.last_event_id.as_str(), &event.data].join("\n");
        self.call_out("sse", &event.event, &data);
        self.remember(&event.event, &data);
    }

    fn remember(self, name: &str, data: &str) {
        let message = ["sse", name, data].join("\n");
        self.update(|inner| {
            if let Some(tabs) = &mut inner.tabs {
                if name == "start" {
                    tabs.heard.clear();
                }
                tabs.heard.push(message);
            }
        });
    }

    fn listen(self, message: &str) {
        let mut fields = message.splitn(3, '\n');
        let mut field = || fields.next().unwrap_or_default();
        let (kind, first, rest) = (field(), field(), field());
        let speaks = self.leader();
        if matches!(kind, "sse" | "pong" | "began" | "lost") {
            self.update(|inner| inner.tabs.iter_mut().for_each(|tabs| tabs.patience = None));
        }
        match kind {
            "said" => {
                let (files, text) = of_files(rest);
                self.act(Act::Send { text, files, client_id: first.to_owned() });
            }
            "began" => {
                let (files, text) = of_files(rest);
                self.handle(Happening::Began { client_id: first.to_owned(), text, files });
            }
            "redo" if speaks => self.act(Act::Regenerate { client_id: first.to_owned() }),
            "again" => {
                if let Ok(id) = first.parse() {
                    self.handle(Happening::Again { id, client_id: rest.to_owned() });
                }
            }
            "sse" => self.overhear(first, rest),
            "resume" if speaks => self.repeat(),
            "lost" => self.handle(Happening::Lost(Failure { problem: Problem::of_key(first), ..Failure::NETWORK })),
            "at" => self.come(first, !rest.is_empty()),
            "user" => self.become_user(rest.to_owned(), false),
            "gone" => self.forget(),
            "form" => self.take_form(rest),
            "seen" => _ = self.forget_unread(),
            "ping" if speaks => self.call_out("pong", "", ""),
            _ => {}
        }
    }

    fn overhear(self, name: &str, rest: &str) {
        let Some((id, data)) = rest.split_once('\n') else { return };
        self.remember(name, rest);
        if let Some(told) = understand(name, id, data) {
            self.handle(Happening::Overheard(told));
        }
    }

    /// Says all of the running answer again: whoever has it already does not mind.
    fn repeat(self) {
        self.read(|inner| {
            for (tabs, message) in inner.tabs.iter().flat_map(|tabs| tabs.heard.iter().map(move |one| (tabs, one))) {
                // Text can always be posted.
                let _ = tabs.channel.post_message(&JsValue::from_str(message));
            }
        });
        if self.summary.try_get_untracked().is_some_and(|now| !now.busy) {
            self.call_together("", false);
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

    /// A tab that listens and missed something asks the one that speaks.
    pub(super) fn ask_to_repeat(self, id: &MessageId) {
        self.call_out("resume", id.as_str(), "");
        self.look_after();
    }

    /// When the speaking tab does not answer, takes its place.
    pub(crate) fn look_after(self) {
        if self.leader() {
            return;
        }
        self.call_out("ping", "", "");
        let timer = Timer::after(ANSWERS_WITHIN_MS, move || {
            if let Some(name) = self.group_name() {
                self.queue(name, true);
            }
        });
        self.update(|inner| {
            if let Some(tabs) = &mut inner.tabs {
                tabs.patience = timer;
            }
        });
    }
}
