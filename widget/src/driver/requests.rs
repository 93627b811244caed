//! Requests with one reply.

use leptos::task::spawn_local;
use parlor_shared::{ids::MessageId, widget::FeedbackValue};
use wasm_bindgen::JsValue;

use super::App;
use crate::{
    chat::{Event, Failure, Judgement, Key},
    transport::{Call, Opened, history, link_preview, opened, write},
};

/// How many older messages are asked for at once.
const PAGE: &str = "30";

impl App {
    pub(super) fn call(self, method: &str, path: &str) -> Option<Call> {
        self.read(|inner| inner.api.call(method, path)).flatten()
    }

    pub(super) fn init(self, fresh: bool) {
        // A session is opened by who we are, not by an old token.
        self.update(|inner| inner.api.token.clear());
        let Some(call) = self.call("POST", "/init") else { return };
        let call = call.json(&self.init_request(fresh));
        spawn_local(async move {
            match call.fetch(opened).await {
                Ok(reply) => self.opened(reply),
                Err(trouble) => self.handle(Event::NoSession(trouble.into())),
            }
        });
    }

    fn opened(self, mut opened: Opened) {
        let known = self.update(|inner| {
            inner.keep.set(&opened.anonymous_id);
            inner.api.token = std::mem::take(&mut opened.jwt);
        });
        if known.is_some() {
            let session = opened.session.clone();
            self.settle(opened);
            self.handle(Event::Session(session));
            self.show_waiting();
        }
    }

    /// The body of `/init`: [`parlor_shared::widget::InitRequest`].
    fn init_request(self, fresh: bool) -> String {
        let options = self.options();
        let document = web_sys::window().and_then(|window| window.document());
        let known = self.read(|inner| inner.keep.get()).flatten();
        write(&[
            ("agent_id", text(options.key)),
            ("page_url", page_url()),
            ("page_title", document.as_ref().and_then(|document| text(clip(document.title(), 300)))),
            ("referrer", document.and_then(|document| text(clip(document.referrer(), 2048)))),
            ("locale", text(options.language)),
            ("anon_id", known.and_then(text)),
            ("fresh", Some(fresh.into())),
        ])
    }

    pub(super) fn request_stop(self, id: &MessageId) {
        let Some(call) = self.call("POST", &["/messages/", id.as_str(), "/stop"].concat()) else { return };
        // The answer's own stream tells what became of it.
        spawn_local(async move { drop(call.send().await) });
    }

    pub(super) fn rate(self, key: Key, id: &MessageId, judgement: Judgement) {
        let Some(call) = self.call("POST", &["/messages/", id.as_str(), "/feedback"].concat()) else { return };
        let value = if judgement.value == FeedbackValue::Up { "up" } else { "down" };
        let call = call.json(&write(&[
            ("value", Some(value.into())),
            ("reason", judgement.reason.map(JsValue::from_str)),
            ("comment", text(judgement.comment)),
        ]));
        spawn_local(async move {
            if let Err(trouble) = call.send().await {
                self.handle(Event::NotRated(key, trouble.into()));
            }
        });
    }

    pub(super) fn unfurl(self, key: Key, id: &MessageId, url: String) {
        let Some(call) = self.call("POST", "/unfurl") else { return };
        let call = call.json(&write(&[("url", text(url)), ("message_id", Some(id.as_str().into()))]));
        spawn_local(async move {
            // Whatever goes wrong, there is no preview: nobody waits for one.
            if let Ok(preview) = call.fetch(link_preview).await {
                self.handle(Event::Preview(key, preview));
            }
        });
    }

    pub(super) fn history(self, before: Option<MessageId>) {
        let mut path = ["/messages?take=", PAGE].concat();
        if let Some(before) = before {
            path.push_str("&before=");
            path.push_str(before.as_str());
        }
        let Some(call) = self.call("GET", &path) else { return };
        spawn_local(async move {
            self.handle(match call.fetch(history).await {
                Ok(reply) => Event::History(reply),
                Err(trouble) => Event::NoHistory(Failure::from(trouble)),
            });
        });
    }
}

/// The page the visitor is on.
pub(super) fn page_url() -> Option<JsValue> {
    web_sys::window()?.location().href().ok().and_then(|url| text(clip(url, 2048)))
}

/// A text for a body; an empty one is left out.
pub(super) fn text(text: String) -> Option<JsValue> {
    if text.is_empty() { None } else { Some(text.into()) }
}

fn clip(text: String, most: usize) -> String {
    if text.len() <= most { text } else { text.chars().take(most).collect() }
}
