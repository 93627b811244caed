//! Requests with one reply.

use leptos::task::spawn_local;
use parlor_shared::{ids::MessageId, widget::FeedbackValue};
use wasm_bindgen::JsValue;
use web_sys::Response;

use super::{App, Inner};
use crate::{
    chat::{Event, Failure, Judgement, Key, Lead, Problem},
    hooks::Timer,
    transport::{Call, Opened, Trouble, history, link_preview, opened, spoken, write},
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

    pub(super) fn init(self, fresh: bool) {
        // A session is opened by who we are, not by an old token.
        self.update(|inner| inner.api.token.clear());
        self.arrive();
        let Some(call) = self.call("POST", "/init") else { return };
        let call = call.json(&self.init_request(fresh));
        spawn_local(async move {
            match call.fetch(opened).await {
                Ok(reply) => self.opened(reply, fresh),
                Err(trouble) => self.handle(Event::NoSession(trouble.into())),
            }
        });
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

    /// Asks again with a new token when ours has ended: what is asked for is not the conversation's, but its file or its end.
    pub(super) async fn ask(self, method: &'static str, path: &str) -> Result<Response, Failure> {
        let ask = || self.call(method, path).ok_or(Failure::NETWORK);
        match ask()?.send().await {
            Err(Trouble::Refused(Failure { problem: Problem::Token, .. })) => {}
            reply => return Ok(reply?),
        }
        self.update(|inner| inner.api.token.clear());
        let call = self.call("POST", "/init").ok_or(Failure::NETWORK)?.json(&self.init_request(false));
        let mut opened = call.fetch(opened).await?;
        let (was, is) = (self.read(|inner| inner.conversation.clone()), opened.session.conversation.as_str());
        if method == "GET" && was.as_deref() != Some(is) {
            return Err(Failure { problem: Problem::Expired, retryable: false, retry_after: 0 });
        }
        self.update(|inner| inner.know(&mut opened));
        Ok(ask()?.send().await?)
    }

    /// The session ends in so many seconds, if nothing more is said.
    pub(super) fn end_after(self, seconds: u64) {
        // What is longer than a browser can wait ends on another day: the server then says so.
        let timer = i32::try_from(seconds.saturating_mul(1000)).ok().filter(|ms| *ms > 0);
        let timer = timer.and_then(|ms| Timer::after(ms, move || self.handle(Event::Expired)));
        self.update(|inner| inner.ending = timer);
    }

    /// The body of `/init`: [`parlor_shared::widget::InitRequest`].
    fn init_request(self, fresh: bool) -> String {
        let options = self.options();
        let document = web_sys::window().and_then(|window| window.document());
        let user = self.read(|inner| inner.user.clone()).unwrap_or_default();
        let known = self.read(|inner| inner.keep.get()).flatten().filter(|_| user.is_empty());
        write(&[
            ("agent_id", text(options.key)),
            ("page_url", page_url()),
            ("page_title", document.as_ref().and_then(|document| text(clip(document.title(), 300)))),
            ("referrer", document.and_then(|document| text(clip(document.referrer(), 2048)))),
            (if options.language_chosen { "language" } else { "locale" }, text(options.language)),
            ("anon_id", known.and_then(text)),
            ("identity", text(user)),
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

    pub(super) fn leave(self, lead: Lead) {
        let Some(call) = self.call("POST", "/leads") else { return };
        let call = call.json(&write(&lead.fields().map(|(name, value)| (name, text(value)))));
        spawn_local(async move {
            self.handle(match call.send().await {
                Ok(_) => Event::LeadKept,
                Err(trouble) => Event::LeadRefused(trouble.into()),
            });
        });
    }

    pub(super) fn speak(self, rule: Option<String>) {
        let Some(call) = self.call("POST", "/proactive") else { return };
        let call = call.json(&write(&[("rule_id", rule.and_then(text)), ("page_url", page_url())]));
        spawn_local(async move {
            // Nobody waits for it: what could not be stored is not.
            let message = call.fetch(spoken).await.ok().flatten();
            self.handle(Event::Spoken(message.map(Box::new)));
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
