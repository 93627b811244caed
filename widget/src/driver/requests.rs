//! Requests with one reply.

use leptos::{prelude::*, task::spawn_local};
use parlor_shared::{
    ids::MessageId,
    widget::{FeedbackReply, FeedbackRequest, FeedbackValue, HistoryReply, InitReply, InitRequest, StopReply},
};

use super::App;
use crate::{
    chat::{Event, Failure, Key},
    transport::{Call, Trouble},
};

/// How many older messages are asked for at once.
const PAGE: &str = "30";

impl App {
    pub(super) fn call(self, method: &str, path: &str) -> Option<Call> {
        self.inner.try_with_value(|inner| inner.api.call(method, path)).flatten()
    }

    pub(super) fn init(self, fresh: bool) {
        // A session is opened by who we are, not by an old token.
        self.inner.try_update_value(|inner| inner.api.token.clear());
        let Some(call) = self.call("POST", "/init") else { return };
        let call = call.json(&self.init_request(fresh));
        spawn_local(async move {
            match call.fetch::<InitReply>().await {
                Ok(reply) => self.opened(reply),
                Err(trouble) => self.handle(Event::NoSession(trouble.into())),
            }
        });
    }

    fn opened(self, mut reply: InitReply) {
        let known = self.inner.try_update_value(|inner| {
            inner.keep.set(&reply.anonymous_id);
            inner.api.token = std::mem::take(&mut reply.jwt);
        });
        if known.is_some() {
            self.settle(&mut reply);
            self.handle(Event::Session(Box::new(reply)));
        }
    }

    fn init_request(self, fresh: bool) -> InitRequest {
        let options = self.options();
        let document = web_sys::window().and_then(|window| window.document());
        InitRequest {
            agent_id: options.key,
            page_url: page_url(),
            page_title: document.as_ref().map(|document| clip(document.title(), 300)),
            referrer: document.map(|document| clip(document.referrer(), 2048)).filter(|text| !text.is_empty()),
            locale: Some(options.language).filter(|language| !language.is_empty()),
            anon_id: self.inner.try_with_value(|inner| inner.keep.get()).flatten(),
            fresh,
        }
    }

    pub(super) fn request_stop(self, id: &MessageId) {
        let Some(call) = self.call("POST", &["/messages/", id.as_str(), "/stop"].concat()) else { return };
        // The answer's own stream tells what became of it.
        spawn_local(async move { drop(call.fetch::<StopReply>().await) });
    }

    pub(super) fn rate(self, key: Key, id: &MessageId, value: FeedbackValue, reason: Option<&'static str>) {
        let Some(call) = self.call("POST", &["/messages/", id.as_str(), "/feedback"].concat()) else { return };
        let call = call.json(&FeedbackRequest { value, reason: reason.map(str::to_owned), comment: None });
        spawn_local(async move {
            if let Err(trouble) = call.fetch::<FeedbackReply>().await {
                self.handle(Event::NotRated(key, trouble.into()));
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
            let reply: Result<HistoryReply, Trouble> = call.fetch().await;
            self.handle(match reply {
                Ok(reply) => Event::History(reply),
                Err(trouble) => Event::NoHistory(Failure::from(trouble)),
            });
        });
    }
}

/// The page the visitor is on.
pub(super) fn page_url() -> Option<String> {
    web_sys::window()?.location().href().ok().map(|url| clip(url, 2048))
}

fn clip(text: String, most: usize) -> String {
    if text.len() <= most { text } else { text.chars().take(most).collect() }
}
