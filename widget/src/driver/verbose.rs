//! What happens and what is decided, in the browser's console, for owners who switched `verbose` on. Never what is
//! said, no token, no address, and nothing for each of the many pieces of an answer.

use leptos::prelude::WithUntracked;
use wasm_bindgen::JsValue;
use web_sys::console;

use super::App;
use crate::chat::{Act, Effect, Event, Failure, Told};

impl App {
    /// Says what happened, where the owner wants it said.
    pub(super) fn log_event(self, event: &Event) {
        self.log(|| happened(event));
    }

    /// The same of what is done about it.
    pub(super) fn log_effect(self, effect: &Effect) {
        self.log(|| decided(effect));
    }

    fn log(self, line: impl FnOnce() -> Option<[String; 2]>) {
        let wanted = self.about.try_with_untracked(|about| about.config.verbose).unwrap_or_default();
        if let Some([what, more]) = wanted.then(line).flatten() {
            console::debug_3(&"[parlor]".into(), &JsValue::from(what), &JsValue::from(more));
        }
    }
}

fn line(what: &str, more: &str) -> [String; 2] {
    [what.to_owned(), more.to_owned()]
}

fn happened(event: &Event) -> Option<[String; 2]> {
    Some(match event {
        Event::Act(act) => line("visitor", act_name(act)),
        Event::Session(session) => line("session: messages", &session.messages.len().to_string()),
        Event::NoSession(failure) => failed("no session", failure),
        Event::History(page) => line("history: messages", &page.messages.len().to_string()),
        Event::NoHistory(failure) => failed("no history", failure),
        Event::Preview(..) => line("link preview", ""),
        Event::NotRated(_, failure) => failed("not rated", failure),
        Event::Answer(_, told) => line("answer", told_name(told)?),
        Event::Due(_) => line("waited", ""),
        Event::Online => line("online", ""),
        Event::Offline => line("offline", ""),
        Event::Local(_) => line("the page's words", ""),
        Event::LeadKept => line("lead kept", ""),
        Event::LeadRefused(failure) => failed("lead refused", failure),
        Event::Spoken(words) => line("words unasked", if words.is_some() { "" } else { "none" }),
        Event::Expired => line("the session has ended", ""),
        Event::Unsent(messages) => line("unsent messages", &messages.len().to_string()),
        Event::Holds(speaks) => line(if *speaks { "this tab speaks" } else { "another tab speaks" }, ""),
        Event::Began { .. } => line("another tab sends", ""),
        Event::Again { .. } => line("another tab asks again", ""),
        Event::Overheard(told) => line("another tab hears", told_name(told)?),
        Event::Lost(failure) => failed("another tab gave up", failure),
        Event::Elsewhere => line("another tab is elsewhere", ""),
        Event::Forgotten => line("forgotten", ""),
        Event::Seen(_) | Event::Visible(_) => return None,
    })
}

fn failed(what: &str, failure: &Failure) -> [String; 2] {
    line(what, failure.problem.text_key())
}

const fn act_name(act: &Act) -> &'static str {
    match act {
        Act::Open => "open",
        Act::Send { .. } => "send",
        Act::Submit { .. } => "submit a form",
        Act::Stop => "stop",
        Act::Retry { .. } => "retry",
        Act::Regenerate { .. } => "regenerate",
        Act::Rate { .. } => "rate",
        Act::Earlier => "earlier",
        Act::Restart => "restart",
        Act::Leave(_) => "leave an address",
        Act::SkipContact => "leave none",
        Act::Offer { .. } => "answer an offer",
    }
}

const fn told_name(told: &Told) -> Option<&'static str> {
    Some(match told {
        Told::Start(_) => "stored",
        Told::Block(..) => "block",
        Told::Call(..) => "call of a page's tool",
        Told::Done(..) | Told::Whole(..) => "whole",
        Told::Error(..) => "failed",
        Told::Reset(_) => "reset",
        Told::Reconnect(_) => "reconnect",
        Told::Cut => "cut",
        Told::Refused(_) => "refused",
        Told::Stage(_) | Told::Patch(..) | Told::Other(_) => return None,
    })
}

fn decided(effect: &Effect) -> Option<[String; 2]> {
    Some(match effect {
        Effect::Init { fresh } => line("ask for a session", if *fresh { "fresh" } else { "" }),
        Effect::Post { .. } => line("post the message", ""),
        Effect::Resume { after, .. } => line("resume after event", &after.to_string()),
        Effect::Regenerate { .. } => line("ask again", ""),
        Effect::Abort => line("close the connection", ""),
        Effect::Wait { attempt, .. } => line("wait, attempt", &attempt.to_string()),
        Effect::Unfurl { .. } => line("ask for a link preview", ""),
        Effect::Fail(problem) => line("failed", problem.text_key()),
        _ => return None,
    })
}
