//! Log of events and decisions in the browser's console, for owners who switched `verbose` on. It never contains
//! messages, tokens or addresses, and skips the many small pieces of an answer.

use crate::reactive::prelude::WithUntracked;
use web_sys::console;

use super::app::App;
use crate::chat::{Effect, Event, StreamEvent, UserAction};

impl App {
    /// Logs an event, if the owner switched this on.
    pub(super) fn log_event(self, event: &Event) {
        self.log(happened, why, event);
    }

    /// Logs an effect, if the owner switched this on.
    pub(super) fn log_effect(self, effect: &Effect) {
        self.log(decided, |_| "", effect);
    }

    fn log<T>(self, what: fn(&T) -> &'static str, why: fn(&T) -> &'static str, of: &T) {
        if self.view.settings.try_with_untracked(|about| about.config.verbose) != Some(true) {
            return;
        }
        let what = what(of);
        if !what.is_empty() {
            console::debug_3(&"[parlor]".into(), &what.into(), &why(of).into());
        }
    }
}

/// Returns the name of an event. Constants, so that all of them form one table; events with an empty name are not
/// logged.
const fn happened(event: &Event) -> &'static str {
    match event {
        Event::User(act) => act_name(act),
        Event::Session(_) => "session",
        Event::NoSession(_) => "no session",
        Event::History(_) => "history",
        Event::NoHistory(_) => "no history",
        Event::Preview(..) => "link preview",
        Event::NotRated(..) => "not rated",
        Event::Answer(_, told) | Event::Broadcast(told) => stream_event_name(told),
        Event::Due(_) => "waited",
        Event::Online => "online",
        Event::Offline => "offline",
        Event::Local(_) => "the page's words",
        Event::LeadKept => "lead kept",
        Event::LeadRefused(_) => "lead refused",
        Event::Spoken(_) => "proactive message",
        Event::Expired => "the session has ended",
        Event::Unsent(_) => "unsent messages",
        Event::LeaderChanged(true) => "this tab speaks",
        Event::LeaderChanged(false) => "another tab speaks",
        Event::TurnStarted { .. } => "another tab sends",
        Event::RegenerateStarted { .. } => "another tab asks again",
        Event::Lost(_) => "another tab gave up",
        Event::ConversationChanged => "another tab is elsewhere",
        Event::Erased => "forgotten",
        Event::Seen(_) | Event::Visible(_) => "",
    }
}

/// Returns the problem of an event, or the tab it came from.
const fn why(event: &Event) -> &'static str {
    match event {
        Event::NoSession(failure)
        | Event::NoHistory(failure)
        | Event::NotRated(_, failure)
        | Event::LeadRefused(failure)
        | Event::Lost(failure)
        | Event::Answer(_, StreamEvent::Refused(failure)) => failure.problem.text_key(),
        Event::Broadcast(_) => "another tab",
        _ => "",
    }
}

const fn act_name(act: &UserAction) -> &'static str {
    match act {
        UserAction::Open => "visitor open",
        UserAction::Send { .. } => "visitor send",
        UserAction::Submit(_) => "visitor submit a form",
        UserAction::Stop => "visitor stop",
        UserAction::Retry { .. } => "visitor retry",
        UserAction::Regenerate { .. } => "visitor regenerate",
        UserAction::Rate { .. } => "visitor rate",
        UserAction::Earlier => "visitor earlier",
        UserAction::Restart => "visitor restart",
        UserAction::Leave(_) => "visitor leave an address",
        UserAction::SkipContact => "visitor leave none",
        UserAction::Offer { .. } => "visitor answer an offer",
    }
}

const fn stream_event_name(told: &StreamEvent) -> &'static str {
    match told {
        StreamEvent::Start(_) => "answer stored",
        StreamEvent::Block(..) => "answer block",
        StreamEvent::Call(..) => "answer call of a page's tool",
        StreamEvent::Done(..) | StreamEvent::Whole(..) => "answer whole",
        StreamEvent::Error(..) => "answer failed",
        StreamEvent::Reset(_) => "answer reset",
        StreamEvent::Reconnect(_) => "answer reconnect",
        StreamEvent::Cut => "answer cut",
        StreamEvent::Refused(_) => "answer refused",
        StreamEvent::Unreadable => "answer unreadable",
        StreamEvent::Stage(_) | StreamEvent::Patch(..) | StreamEvent::Other(_) => "",
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
