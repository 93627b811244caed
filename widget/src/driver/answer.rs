//! The connection that streams an answer, its watchdog, and the wait between two connections.

use std::cell::Cell;

use crate::reactive::{prelude::*, spawn_local};
use js_sys::Array;
use parlor_shared::{ids::MessageId, sse::Event};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, console};

use super::{
    app::App,
    connection::{Connection, Outgoing},
    requests::{fetch, page_url, read, text},
    tab_message::TabMessage,
};
use crate::{
    chat::{Event as ChatEvent, Failure, Problem, StreamEvent, Ticket},
    hooks::{Timer, now_ms, random_fraction, yield_to_browser},
    transport::{Call, RequestError, delay_ms, follow, form_object, parse_event, whole, write},
};

/// Twice the server's heartbeat: a stream that is silent for longer counts as lost.
const SILENCE_MS: f64 = 30_000.0;
/// Interval of the watchdog's checks.
const LOOK_MS: i32 = 5_000;
/// An answer without streaming may take the agent two minutes.
const WHOLE_MS: f64 = 150_000.0;
/// The stream of an ended answer may take this long to close.
const CLOSING_MS: i32 = 30_000;

/// Console message for the author of the page; the name of the event follows.
const UNREADABLE: &str =
    "[parlor] this page's chat is older than the server and cannot read its event; reload the page:";

/// Time spent on events before the browser may do other work. Without it, all waiting events would be handled in one
/// task, however many there are.
const SLICE_MS: f64 = 8.0;

impl App {
    pub(super) fn post_message(self, ticket: Ticket, said: Outgoing) {
        let filled = said.form.as_ref().map(form_object);
        let shown = if filled.is_none() { text(said.text.clone()) } else { None };
        let ids: Array = said.files.iter().map(|file| JsValue::from(file.id.as_str())).collect();
        let body = write(&[
            ("message", shown),
            ("form", filled),
            ("attachments", (ids.length() > 0).then(|| ids.into())),
            ("page_url", page_url()),
            ("page_context", self.page_context()),
            ("tools", self.page_tools()),
            ("render", Some("nodes".into())),
        ]);
        let streamed = self.view.settings.try_get_untracked().is_none_or(|about| about.config.stream);
        let path = if streamed { "/messages/stream" } else { "/messages" };
        let Some(call) = self.call("POST", path) else { return };
        let call = call.json(&body).header("idempotency-key", &said.client_id);
        if streamed {
            self.stream(ticket, call, Some(said));
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
        let body = write(&[("render", Some("nodes".into())), ("tools", self.page_tools())]);
        self.stream(ticket, call.json(&body).header("idempotency-key", client_id), None);
    }

    pub(super) fn abort(self) {
        self.update(|inner| {
            inner.connection = None;
            inner.wait = None;
        });
    }

    /// Reads the open connection to its end, which is near. If it were closed earlier, for example by the next answer,
    /// the browser's list of requests would show it as failed.
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

    /// Forgets a connection that was read to its end. Nothing is aborted, because the browser may notice that end a
    /// little later.
    fn closed(self, ticket: Ticket) {
        self.update(|inner| {
            if let Some(at) = inner.closing.iter().position(|open| open.ticket == ticket) {
                inner.closing.swap_remove(at).controller = None;
            }
        });
    }

    pub(super) fn wait(self, ticket: Ticket, attempt: u32, at_least: u64) {
        let ms = delay_ms(attempt, at_least, random_fraction());
        let timer = Timer::after(ms, move || self.handle(ChatEvent::Due(ticket)));
        self.update(|inner| inner.wait = timer);
    }

    /// Returns the time in milliseconds since the last byte on the open connection; 0 without one.
    pub(crate) fn silent_ms(self) -> f64 {
        let last = self.read(|inner| inner.connection.as_ref().map(|open| open.last_byte)).flatten();
        last.map_or(0.0, |last| now_ms() - last)
    }

    /// Opens a stream. `said` is the message it sends: if the server refuses the page's tools, it is sent again without
    /// them.
    fn stream(self, ticket: Ticket, call: Call, said: Option<Outgoing>) {
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
                            yield_to_browser().await;
                            spent.set(0.0);
                        }
                    };
                    follow(&response, || self.alive(ticket), heard).await;
                    self.closed(ticket);
                    self.answer(ticket, StreamEvent::Cut);
                }
                Err(trouble) => match said.filter(|_| is_invalid(trouble) && self.withdraw_tools()) {
                    Some(said) => self.post_message(ticket, said),
                    None => self.answer(ticket, failed_event(trouble)),
                },
            }
        });
    }

    fn whole(self, ticket: Ticket, call: Call) {
        let Some(call) = self.connect(ticket, WHOLE_MS, call) else { return };
        let then = move |reply| match read(reply, whole) {
            Ok((reply, blocks)) => {
                self.answer(ticket, StreamEvent::Whole(Box::new(reply), blocks));
                self.closed(ticket);
                self.broadcast(&TabMessage::Joined { conversation: "", fresh: false });
            }
            Err(trouble) => self.answer(ticket, failed_event(trouble)),
        };
        fetch(call, Box::new(then));
    }

    /// Handles an event and passes it on to the other tabs, except for events about this connection only.
    fn heard(self, ticket: Ticket, event: &Event) {
        let told = parse_event(&event.event, &event.last_event_id, &event.data);
        if !matches!(told, StreamEvent::Reconnect(_)) {
            self.broadcast(&TabMessage::Received { event: &event.event, id: &event.last_event_id, data: &event.data });
        }
        if matches!(told, StreamEvent::Unreadable) {
            console::error_2(&UNREADABLE.into(), &event.event.as_str().into());
        }
        self.answer(ticket, told);
    }

    fn answer(self, ticket: Ticket, told: StreamEvent) {
        self.handle(ChatEvent::Answer(ticket, told));
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
            Some(patience) if self.silent_ms() > patience => self.answer(ticket, StreamEvent::Cut),
            Some(_) => self.watch(ticket),
            None => {}
        }
    }
}

const fn is_invalid(trouble: RequestError) -> bool {
    matches!(trouble, RequestError::Refused(Failure { problem: Problem::Invalid, .. }))
}

fn failed_event(trouble: RequestError) -> StreamEvent {
    match trouble {
        RequestError::Network => StreamEvent::Cut,
        RequestError::Refused(failure) => StreamEvent::Refused(failure),
    }
}
