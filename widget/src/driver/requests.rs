//! Requests with one reply.

use crate::reactive::spawn_local;
use parlor_shared::{ids::MessageId, widget::FeedbackValue};
use wasm_bindgen::JsValue;

use super::{
    app::{App, Inner},
    tab_message::TabMessage,
};
use crate::{
    chat::{ContactDetails, Event, Failure, Key, Problem, Rating},
    hooks::{Timer, object},
    transport::{
        Call, Json, OnReply, OpenedSession, RequestError, contact_details_json, history, link_preview, opened, spoken,
        write,
    },
};

/// Number of older messages in one request.
const PAGE: &str = "30";

impl Inner {
    /// Stores the visitor and the conversation of a session.
    fn know(&mut self, opened: &mut OpenedSession) {
        if !opened.anonymous_id.is_empty() {
            self.visitor_item.set(&opened.anonymous_id);
        }
        self.api.token = std::mem::take(&mut opened.jwt);
        opened.session.conversation.as_str().clone_into(&mut self.conversation);
    }
}

impl App {
    pub(super) fn call(self, method: &str, path: &str) -> Option<Call> {
        self.read(|inner| inner.api.call(method, path)).flatten()
    }

    /// Makes a request; `then` gets the result. A `body` may be empty.
    pub(super) fn request(self, method: &str, path: &str, body: &str, then: OnReply) {
        if let Some(call) = self.call(method, path) {
            fetch(if body.is_empty() { call } else { call.json(body) }, then);
        }
    }

    pub(super) fn init(self, fresh: bool) {
        // A session is opened for the visitor, without an old token.
        self.update(|inner| inner.api.token.clear());
        self.recognize_visitor();
        let then = move |reply| match read(reply, opened) {
            Ok(reply) => self.opened(reply, fresh),
            Err(trouble) => self.refused(trouble.into()),
        };
        self.request("POST", "/init", &self.init_request(fresh), Box::new(then));
    }

    fn refused(self, failure: Failure) {
        if failure.problem == Problem::Origin {
            // For the author of the page: the console explains the change to make.
            self.call_script("session:refused", &object(&[]));
        }
        self.handle(Event::NoSession(failure));
    }

    fn opened(self, mut opened: OpenedSession, fresh: bool) {
        let was = self.read(|inner| inner.conversation.clone()).unwrap_or_default();
        let known = self.update(|inner| inner.know(&mut opened));
        if known.is_some() {
            if !was.is_empty() && was != opened.session.conversation.as_str() {
                self.forget_files();
            }
            let session = opened.session.clone();
            self.end_after(opened.seconds_left);
            self.apply_settings(opened);
            let conversation = session.conversation.as_str();
            self.broadcast(&TabMessage::Joined { conversation, fresh });
            self.handle(Event::Session(session));
            self.show_waiting();
        }
    }

    /// Ends the session after this many seconds, if no message is sent.
    pub(super) fn end_after(self, seconds: u64) {
        // A time beyond a browser's maximum needs no timer: the server then reports the end.
        let timer = i32::try_from(seconds.saturating_mul(1000)).ok().filter(|ms| *ms > 0);
        let timer = timer.and_then(|ms| Timer::after(ms, move || self.handle(Event::Expired)));
        self.update(|inner| inner.ending = timer);
    }

    /// The body of `/init`: [`parlor_shared::widget::InitRequest`].
    pub(super) fn init_request(self, fresh: bool) -> String {
        let document = web_sys::window().and_then(|window| window.document());
        let write = |inner: &Inner| {
            let options = &inner.options;
            let known = inner.visitor_item.get().filter(|_| inner.user.is_empty());
            write(&[
                ("agent_id", text(options.key.clone())),
                ("page_url", page_url()),
                ("page_title", document.as_ref().and_then(|document| text(clip(document.title(), 300)))),
                ("referrer", document.and_then(|document| text(clip(without_query(document.referrer()), 2048)))),
                (if options.language_chosen { "language" } else { "locale" }, text(options.language.clone())),
                ("anon_id", known.and_then(text)),
                ("identity", text(inner.user.clone())),
                ("fresh", Some(fresh.into())),
            ])
        };
        self.read(write).unwrap_or_default()
    }

    pub(super) fn request_stop(self, id: &MessageId) {
        // The answer's own stream reports the result.
        self.request("POST", &["/messages/", id.as_str(), "/stop"].concat(), "", Box::new(|_| {}));
    }

    pub(super) fn rate(self, key: Key, id: &MessageId, rating: Rating) {
        let value = if rating.value == FeedbackValue::Up { "up" } else { "down" };
        let body =
            write(&[("value", Some(value.into())), ("reason", text(rating.reason)), ("comment", text(rating.comment))]);
        let then = move |reply: Result<Json, RequestError>| {
            if let Err(trouble) = reply {
                self.handle(Event::NotRated(key, trouble.into()));
            }
        };
        self.request("POST", &["/messages/", id.as_str(), "/feedback"].concat(), &body, Box::new(then));
    }

    pub(super) fn unfurl(self, key: Key, id: &MessageId, url: String) {
        let body = write(&[("url", text(url)), ("message_id", Some(id.as_str().into()))]);
        let then = move |reply| {
            // After any failure there is simply no preview: nothing waits for one.
            if let Ok(preview) = read(reply, link_preview) {
                self.handle(Event::Preview(key, preview));
            }
        };
        self.request("POST", "/unfurl", &body, Box::new(then));
    }

    pub(super) fn save_lead(self, lead: &ContactDetails) {
        let then = move |reply: Result<Json, RequestError>| {
            self.handle(match reply {
                Ok(_) => Event::LeadKept,
                Err(trouble) => Event::LeadRefused(trouble.into()),
            });
        };
        self.request("POST", "/leads", &contact_details_json(lead), Box::new(then));
    }

    pub(super) fn start_proactive(self, rule: Option<String>) {
        let body = write(&[("rule_id", rule.and_then(text)), ("page_url", page_url())]);
        let then = move |reply| {
            // Nothing waits for it: a message that could not be stored is left out.
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

/// Sends a request. A single function, because each such future would add code to the bundle.
pub(super) fn fetch(call: Call, then: OnReply) {
    spawn_local(async move { then(call.data().await) });
}

/// Parses a reply. A reply that cannot be parsed would be the same if requested again.
pub(super) fn read<T>(reply: Result<Json, RequestError>, read: fn(&Json) -> Option<T>) -> Result<T, RequestError> {
    reply.and_then(|data| read(&data).ok_or(RequestError::Refused(Failure::UNREADABLE)))
}

/// Returns the page the visitor is on: origin and path.
pub(super) fn page_url() -> Option<JsValue> {
    web_sys::window()?.location().href().ok().and_then(|url| text(clip(without_query(url), 2048)))
}

/// Removes query and fragment, which may identify the visitor or grant access: they stay in the browser.
fn without_query(mut url: String) -> String {
    if let Some(end) = url.find(['?', '#']) {
        url.truncate(end);
    }
    url
}

/// Returns a text for a body; `None` for an empty one.
pub(super) fn text(text: String) -> Option<JsValue> {
    if text.is_empty() { None } else { Some(text.into()) }
}

fn clip(text: String, most: usize) -> String {
    if text.len() <= most { text } else { text.chars().take(most).collect() }
}
