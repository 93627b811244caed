//! Requests with one reply.

use leptos::task::spawn_local;
use parlor_shared::{ids::MessageId, widget::FeedbackValue};
use wasm_bindgen::JsValue;

use super::{App, Inner};
use crate::{
    chat::{Event, Failure, Judgement, Key, Problem},
    hooks::Timer,
    transport::{Call, Json, Opened, Then, Trouble, history, link_preview, opened, spoken, write},
};

/// How many older messages are asked for at once.
const PAGE: &str = "30";

impl Inner {
    /// Keeps what a session says of who we are and where.
    fn know(&mut self, opened: &mut Opened) {
        if !opened.anonymous_id.is_empty() {
            self.keep.set(&opened.anonymous_id);
        }
        self.api.token = std::mem::take(&mut opened.jwt);
        opened.session.conversation.as_str().clone_into(&mut self.conversation);
    }
}

impl App {
    pub(super) fn call(self, method: &str, path: &str) -> Option<Call> {
        self.read(|inner| inner.api.call(method, path)).flatten()
    }

    /// Makes a request; `then` gets what comes of it. A `body` may be empty.
    pub(super) fn request(self, method: &str, path: &str, body: &str, then: Then) {
        if let Some(call) = self.call(method, path) {
            fetch(if body.is_empty() { call } else { call.json(body) }, then);
        }
    }

    pub(super) fn init(self, fresh: bool) {
        // A session is opened by who we are, not by an old token.
        self.update(|inner| inner.api.token.clear());
        self.arrive();
        let then = move |reply| match read(reply, opened) {
            Ok(reply) => self.opened(reply, fresh),
            Err(trouble) => self.refused(trouble.into()),
        };
        self.request("POST", "/init", &self.init_request(fresh), Box::new(then));
    }

    fn refused(self, failure: Failure) {
        if failure.problem == Problem::Origin {
            // For whoever built the page: the console says what to change.
            self.call_script("session:refused", &[]);
        }
        self.handle(Event::NoSession(failure));
    }

    fn opened(self, mut opened: Opened, fresh: bool) {
        let was = self.read(|inner| inner.conversation.clone()).unwrap_or_default();
        let known = self.update(|inner| inner.know(&mut opened));
        if known.is_some() {
            if !was.is_empty() && was != opened.session.conversation.as_str() {
                self.forget_files();
            }
            let session = opened.session.clone();
            self.end_after(opened.seconds_left);
            self.settle(opened);
            self.call_together(session.conversation.as_str(), fresh);
            self.handle(Event::Session(session));
            self.show_waiting();
        }
    }

    /// The session ends in so many seconds, if nothing more is said.
    pub(super) fn end_after(self, seconds: u64) {
        // What is longer than a browser can wait ends on another day: the server then says so.
        let timer = i32::try_from(seconds.saturating_mul(1000)).ok().filter(|ms| *ms > 0);
        let timer = timer.and_then(|ms| Timer::after(ms, move || self.handle(Event::Expired)));
        self.update(|inner| inner.ending = timer);
    }

    /// The body of `/init`: [`parlor_shared::widget::InitRequest`].
    pub(super) fn init_request(self, fresh: bool) -> String {
        let options = self.options();
        let document = web_sys::window().and_then(|window| window.document());
        let user = self.read(|inner| inner.user.clone()).unwrap_or_default();
        let known = self.read(|inner| inner.keep.get()).flatten().filter(|_| user.is_empty());
        write(&[
            ("agent_id", text(options.key)),
            ("page_url", page_url()),
            ("page_title", document.as_ref().and_then(|document| text(clip(document.title(), 300)))),
            ("referrer", document.and_then(|document| text(clip(without_query(document.referrer()), 2048)))),
            (if options.language_chosen { "language" } else { "locale" }, text(options.language)),
            ("anon_id", known.and_then(text)),
            ("identity", text(user)),
            ("fresh", Some(fresh.into())),
        ])
    }

    pub(super) fn request_stop(self, id: &MessageId) {
        // The answer's own stream tells what became of it.
        self.request("POST", &["/messages/", id.as_str(), "/stop"].concat(), "", Box::new(|_| {}));
    }

    pub(super) fn rate(self, key: Key, id: &MessageId, judgement: Judgement) {
        let value = if judgement.value == FeedbackValue::Up { "up" } else { "down" };
        let body = write(&[
            ("value", Some(value.into())),
            ("reason", text(judgement.reason)),
            ("comment", text(judgement.comment)),
        ]);
        let then = move |reply: Result<Json, Trouble>| {
            if let Err(trouble) = reply {
                self.handle(Event::NotRated(key, trouble.into()));
            }
        };
        self.request("POST", &["/messages/", id.as_str(), "/feedback"].concat(), &body, Box::new(then));
    }

    pub(super) fn unfurl(self, key: Key, id: &MessageId, url: String) {
        let body = write(&[("url", text(url)), ("message_id", Some(id.as_str().into()))]);
        let then = move |reply| {
            // Whatever goes wrong, there is no preview: nobody waits for one.
            if let Ok(preview) = read(reply, link_preview) {
                self.handle(Event::Preview(key, preview));
            }
        };
        self.request("POST", "/unfurl", &body, Box::new(then));
    }

    pub(super) fn leave(self, lead: &str) {
        let then = move |reply: Result<Json, Trouble>| {
            self.handle(match reply {
                Ok(_) => Event::LeadKept,
                Err(trouble) => Event::LeadRefused(trouble.into()),
            });
        };
        self.request("POST", "/leads", lead, Box::new(then));
    }

    pub(super) fn speak(self, rule: Option<String>) {
        let body = write(&[("rule_id", rule.and_then(text)), ("page_url", page_url())]);
        let then = move |reply| {
            // Nobody waits for it: what could not be stored is not.
            let message = read(reply, spoken).ok().flatten();
            self.handle(Event::Spoken(message.map(Box::new)));
        };
        self.request("POST", "/proactive", &body, Box::new(then));
    }

    pub(super) fn history(self, before: Option<MessageId>) {
        let mut path = ["/messages?take=", PAGE].concat();
        if let Some(before) = before {
            path.push_str("&before=");
            path.push_str(before.as_str());
        }
        let then = move |reply| {
            self.handle(match read(reply, history) {
                Ok(reply) => Event::History(reply),
                Err(trouble) => Event::NoHistory(Failure::from(trouble)),
            });
        };
        self.request("GET", &path, "", Box::new(then));
    }
}

/// Sends it. There is one such future: each would be code of its own.
pub(super) fn fetch(call: Call, then: Then) {
    spawn_local(async move { then(call.data().await) });
}

/// A reply that cannot be read is as if the network had failed.
pub(super) fn read<T>(reply: Result<Json, Trouble>, read: fn(&Json) -> Option<T>) -> Result<T, Trouble> {
    reply.and_then(|data| read(&data).ok_or(Trouble::Network))
}

/// The page the visitor is on: origin and path.
pub(super) fn page_url() -> Option<JsValue> {
    web_sys::window()?.location().href().ok().and_then(|url| text(clip(without_query(url), 2048)))
}

/// Queries and fragments may say who the visitor is, or let somebody in: they stay in the browser.
fn without_query(mut url: String) -> String {
    if let Some(end) = url.find(['?', '#']) {
        url.truncate(end);
    }
    url
}

/// A text for a body; an empty one is left out.
pub(super) fn text(text: String) -> Option<JsValue> {
    if text.is_empty() { None } else { Some(text.into()) }
}

fn clip(text: String, most: usize) -> String {
    if text.len() <= most { text } else { text.chars().take(most).collect() }
}
