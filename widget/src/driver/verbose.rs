//! What happens and what is decided, in the browser's console, for owners who switched `verbose` on. Never what is
//! said, no token, no address, and nothing for each of the many pieces of an answer.

use leptos::prelude::WithUntracked;
use web_sys::console;

use super::App;
use crate::chat::{Act, Effect, Event, Told};

impl App {
    /// Says what happened, where the owner wants it said.
    pub(super) fn log_event(self, event: &Event) {
        self.log(happened, why, event);
    }

    /// The same of what is done about it.
    pub(super) fn log_effect(self, effect: &Effect) {
        self.log(decided, |_| "", effect);
    }

    fn log<T>(self, what: fn(&T) -> &'static str, why: fn(&T) -> &'static str, of: &T) {
        if self.about.try_with_untracked(|about| about.config.verbose) != Some(true) {
            return;
        }
        let what = what(of);
        if !what.is_empty() {
            console::debug_3(&"[parlor]".into(), &what.into(), &why(of).into());
        }
    }
}

/// One constant each, so that all of them are one table. Nothing is said of what is empty here.
const fn happened(event: &Event) -> &'static str {
    match event {
        Event::Act(act) => act_name(act),
        Event::Session(_) => "session",
        Event::NoSession(_) => "no session",
        Event::History(_) => "history",
        Event::NoHistory(_) => "no history",
        Event::Preview(..) => "link preview",
        Event::NotRated(..) => "not rated",
        Event::Answer(_, told) | Event::Overheard(told) => told_name(told),
        Event::Due(_) => "waited",
        Event::Online => "online",
        Event::Offline => "offline",
        Event::Local(_) => "the page's words",
        Event::LeadKept => "lead kept",
        Event::LeadRefused(_) => "lead refused",
        Event::Spoken(_) => "words unasked",
        Event::Expired => "the session has ended",
        Event::Unsent(_) => "unsent messages",
        Event::Holds(true) => "this tab speaks",
        Event::Holds(false) => "another tab speaks",
        Event::Began { .. } => "another tab sends",
        Event::Again { .. } => "another tab asks again",
        Event::Lost(_) => "another tab gave up",
        Event::Elsewhere => "another tab is elsewhere",
        Event::Forgotten => "forgotten",
        Event::Seen(_) | Event::Visible(_) => "",
    }
}

/// What went wrong, or where it was heard.
const fn why(event: &Event) -> &'static str {
    match event {
        Event::NoSession(failure)
        | Event::NoHistory(failure)
        | Event::NotRated(_, failure)
        | Event::LeadRefused(failure)
        | Event::Lost(failure)
        | Event::Answer(_, Told::Refused(failure)) => failure.problem.text_key(),
        Event::Overheard(_) => "another tab",
        _ => "",
    }
}

const fn act_name(act: &Act) -> &'static str {
    match act {
        Act::Open => "visitor open",
        Act::Send { .. } => "visitor send",
        Act::Submit { .. } => "visitor submit a form",
        Act::Stop => "visitor stop",
        Act::Retry { .. } => "visitor retry",
        Act::Regenerate { .. } => "visitor regenerate",
        Act::Rate { .. } => "visitor rate",
        Act::Earlier => "visitor earlier",
        Act::Restart => "visitor restart",
        Act::Leave(_) => "visitor leave an address",
        Act::SkipContact => "visitor leave none",
        Act::Offer { .. } => "visitor answer an offer",
    }
}

const fn told_name(told: &Told) -> &'static str {
    match told {
        Told::Start(_) => "answer stored",
        Told::Block(..) => "answer block",
        Told::Call(..) => "answer call of a page's tool",
        Told::Done(..) | Told::Whole(..) => "answer whole",
        Told::Error(..) => "answer failed",
        Told::Reset(_) => "answer reset",
        Told::Reconnect(_) => "answer reconnect",
        Told::Cut => "answer cut",
        Told::Refused(_) => "answer refused",
        Told::Stage(_) | Told::Patch(..) | Told::Other(_) => "",
    }
}

const fn decided(effect: &Effect) -> &'static str {
    match effect {
        Effect::Init { fresh: false } => "ask for a session",
        Effect::Init { fresh: true } => "ask for a fresh session",
        Effect::Post { .. } => "post the message",
        Effect::Resume { .. } => "resume",
        Effect::Regenerate { .. } => "ask again",
        Effect::Abort => "close the connection",
        Effect::End => "let the connection end",
        Effect::Wait { .. } => "wait",
        Effect::Unfurl { .. } => "ask for a link preview",
        Effect::Fail(problem) => problem.text_key(),
        _ => "",
    }
}
