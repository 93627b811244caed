//! The connection on which an answer comes, its watchdog, and the wait between two of them.

use std::cell::Cell;

use leptos::{prelude::*, task::spawn_local};
use parlor_shared::{ids::MessageId, sse::Event};
use web_sys::AbortController;

use super::{
    App,
    requests::{fetch, page_url, read, text},
};
use crate::{
    chat::{Event as Happening, Failure, Problem, Ticket, Told},
    hooks::{Timer, breathe, chance, now_ms},
    transport::{Call, Json, Trouble, delay_ms, follow, understand, whole, write},
};

/// Twice the server's heartbeat: a stream that is silent for longer is dead.
const SILENCE_MS: f64 = 30_000.0;
/// How often the watchdog looks.
const LOOK_MS: i32 = 5_000;
/// A whole answer may take the agent two minutes.
const WHOLE_MS: f64 = 150_000.0;
/// An ended answer's stream may take that long to end too.
const CLOSING_MS: i32 = 30_000;

/// How much time events take before the page may do something else: pieces that wait to be read would otherwise be one
/// task, however many they are.
const SLICE_MS: f64 = 8.0;

/// A connection; closed when dropped, unless it was read to its end.
pub(super) struct Connection {
    ticket: Ticket,
    controller: Option<AbortController>,
    last_byte: f64,
    /// Milliseconds without a byte after which it counts as lost.
    patience: f64,
    watchdog: Option<Timer>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

impl App {
    pub(super) fn post(self, ticket: Ticket, client_id: &str, said: String, files: &str, form: &str) {
        let filled = js_sys::JSON::parse(form).ok();
        let shown = if filled.is_none() { text(said.clone()) } else { None };
        let ids = Json::parse(files).map(|files| files.items().iter().map(|file| file.get("id").value()).collect());
        let body = write(&[
            ("message", shown),
            ("form", filled),
            ("attachments", ids.map(|ids: js_sys::Array| ids.into())),
            ("page_url", page_url()),
            ("page_context", self.context()),
            ("tools", self.tools()),
            ("render", Some("nodes".into())),
        ]);
        let streamed = self.about.try_get_untracked().is_none_or(|about| about.config.stream);
        let path = if streamed { "/messages/stream" } else { "/messages" };
        let Some(call) = self.call("POST", path) else { return };
        let call = call.json(&body).header("idempotency-key", client_id);
        if streamed {
            self.stream(ticket, call, Some((client_id.to_owned(), said, files.to_owned(), form.to_owned())));
        } else {
            self.whole(ticket, call);
        }
    }

    pub(super) fn resume(self, ticket: Ticket, id: &MessageId, after: u64) {
        let after = after.to_string();
        let path = ["/messages/", id.as_str(), "/stream?render=nodes&after=", &after].concat();
        let Some(call) = self.call("GET", &path) else { return };
        let call = call.header("last-event-id", &[id.as_str(), ":", &after].concat());
        self.stream(ticket, call, None);
    }

    pub(super) fn ask_again(self, ticket: Ticket, id: &MessageId, client_id: &str) {
        let path = ["/messages/", id.as_str(), "/regenerate?render=nodes"].concat();
        let Some(call) = self.call("POST", &path) else { return };
        let body = write(&[("render", Some("nodes".into())), ("tools", self.tools())]);
        self.stream(ticket, call.json(&body).header("idempotency-key", client_id), None);
    }

    pub(super) fn abort(self) {
        self.update(|inner| {
            inner.connection = None;
            inner.wait = None;
        });
    }

    /// Reads the open connection to its end, which is near: one that is closed before, by the next answer for instance, counts
    /// as failed in the browser's list of requests.
    pub(super) fn end(self) {
        self.update(|inner| {
            inner.wait = None;
            let Some(mut open) = inner.connection.take() else { return };
            let ticket = open.ticket;
            open.watchdog = Timer::after(CLOSING_MS, move || {
                self.update(|inner| inner.closing.retain(|open| open.ticket != ticket));
            });
            inner.closing.push(open);
        });
    }

    /// Forgets a connection that was read to its end. The browser may hear of that end a little later than we do: nothing is
    /// aborted.
    fn closed(self, ticket: Ticket) {
        self.update(|inner| {
            if let Some(at) = inner.closing.iter().position(|open| open.ticket == ticket) {
                inner.closing.swap_remove(at).controller = None;
            }
        });
    }

    pub(super) fn wait(self, ticket: Ticket, attempt: u32, at_least: u64) {
        let ms = delay_ms(attempt, at_least, chance());
        let timer = Timer::after(ms, move || self.handle(Happening::Due(ticket)));
        self.update(|inner| inner.wait = timer);
    }

    /// How long nothing was heard on the open connection; 0 without one.
    pub(crate) fn silence(self) -> f64 {
        let last = self.read(|inner| inner.connection.as_ref().map(|open| open.last_byte)).flatten();
        last.map_or(0.0, |last| now_ms() - last)
    }

    /// `said` is what the visitor says with it, and its key: a page that lends tools nobody understands keeps no visitor from
    /// speaking.
    fn stream(self, ticket: Ticket, call: Call, said: Option<(String, String, String, String)>) {
        let Some(call) = self.connect(ticket, SILENCE_MS, call) else { return };
        spawn_local(async move {
            match call.send().await {
                Ok(response) => {
                    let spent = Cell::new(0.0);
                    let heard = async |event: &Event| {
                        let begun = now_ms();
                        self.heard(ticket, event);
                        spent.set(spent.get() + now_ms() - begun);
                        if spent.get() >= SLICE_MS {
                            breathe().await;
                            spent.set(0.0);
                        }
                    };
                    follow(&response, || self.alive(ticket), heard).await;
                    self.closed(ticket);
                    self.answer(ticket, Told::Cut);
                }
                Err(trouble) => match said.filter(|_| is_invalid(trouble) && self.take_tools_back()) {
                    Some((client_id, said, files, form)) => self.post(ticket, &client_id, said, &files, &form),
                    None => self.answer(ticket, no_answer(trouble)),
                },
            }
        });
    }

    fn whole(self, ticket: Ticket, call: Call) {
        let Some(call) = self.connect(ticket, WHOLE_MS, call) else { return };
        let then = move |reply| match read(reply, whole) {
            Ok((reply, blocks)) => {
                self.answer(ticket, Told::Whole(Box::new(reply), blocks));
                self.closed(ticket);
                self.call_together("", false);
            }
            Err(trouble) => self.answer(ticket, no_answer(trouble)),
        };
        fetch(call, Box::new(then));
    }

    /// The other tabs hear it too; but what a connection says of itself is nobody else's.
    fn heard(self, ticket: Ticket, event: &Event) {
        let Some(told) = understand(&event.event, &event.last_event_id, &event.data) else { return };
        if !matches!(told, Told::Reconnect(_)) {
            self.pass_on(event);
        }
        self.answer(ticket, told);
    }

    fn answer(self, ticket: Ticket, told: Told) {
        self.handle(Happening::Answer(ticket, told));
    }

    /// Makes this the open connection; an older one is closed.
    fn connect(self, ticket: Ticket, patience: f64, call: Call) -> Option<Call> {
        let controller = AbortController::new().ok()?;
        let call = call.signal(&controller.signal());
        let connection =
            Connection { ticket, controller: Some(controller), last_byte: now_ms(), patience, watchdog: None };
        let older = self.update(|inner| inner.connection.replace(connection));
        drop(older);
        self.watch(ticket);
        Some(call)
    }

    fn alive(self, ticket: Ticket) {
        self.update(|inner| {
            if let Some(open) = inner.connection.as_mut().filter(|open| open.ticket == ticket) {
                open.last_byte = now_ms();
            }
        });
    }

    fn watch(self, ticket: Ticket) {
        let timer = Timer::after(LOOK_MS, move || self.look(ticket));
        self.update(|inner| {
            if let Some(open) = inner.connection.as_mut().filter(|open| open.ticket == ticket) {
                open.watchdog = timer;
            }
        });
    }

    fn look(self, ticket: Ticket) {
        let patience =
            self.read(|inner| inner.connection.as_ref().filter(|open| open.ticket == ticket).map(|open| open.patience));
        match patience.flatten() {
            Some(patience) if self.silence() > patience => self.answer(ticket, Told::Cut),
            Some(_) => self.watch(ticket),
            None => {}
        }
    }
}

const fn is_invalid(trouble: Trouble) -> bool {
    matches!(trouble, Trouble::Refused(Failure { problem: Problem::Invalid, .. }))
}

fn no_answer(trouble: Trouble) -> Told {
    match trouble {
        Trouble::Network => Told::Cut,
        Trouble::Refused(failure) => Told::Refused(failure),
    }
}
