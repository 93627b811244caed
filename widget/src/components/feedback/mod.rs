//! Thumbs up or down, and why.

mod why;

use std::sync::Arc;

use leptos::prelude::*;
use parlor_shared::widget::FeedbackValue;
use why::{Draft, form};

use super::tool;
use crate::{
    chat::{Act, Judgement, Message},
    dom::{El, el, icons},
    driver::App,
};

/// Where the question why stands.
#[derive(Clone, Copy, PartialEq)]
enum Why {
    Unasked,
    Asked,
    Answered,
}

/// Adds two buttons to the answer's tools and, after a thumb down, a form that asks why.
pub(super) fn thumbs(app: App, message: RwSignal<Arc<Message>>, tools: El) -> El {
    let (why, draft) = (RwSignal::new(Why::Unasked), Draft::new());
    let key = message.get_untracked().key;
    let judged = move || message.get().feedback;
    let thumb = move |mine: FeedbackValue, name: &'static str, path: &'static str, then: Why| {
        let press = move || {
            app.act(Act::Rate { key, judgement: Judgement::thumb(mine) });
            why.set(then);
        };
        tool(app, name, path, press).aria("aria-pressed", move || judged() == Some(mine))
    };
    let explain = move |judgement: Judgement| {
        if judgement != Judgement::thumb(FeedbackValue::Down) {
            app.act(Act::Rate { key, judgement });
        }
        why.set(Why::Answered);
    };
    // A judgement that could not be stored is taken back, and the question with it; the draft stays.
    let now = move || if judged() == Some(FeedbackValue::Down) { why.get() } else { Why::Unasked };
    tools
        .child(thumb(FeedbackValue::Up, "helpful", icons::UP, Why::Unasked))
        .child(thumb(FeedbackValue::Down, "not_helpful", icons::THUMB_DOWN, Why::Asked))
        .slot(now, move |now| match now {
            Why::Unasked => None,
            Why::Asked => Some(form(app, draft, explain)),
            Why::Answered => Some(el("p", "thanks").attr("role", "status").text_now(app.t("feedback_thanks"))),
        })
}
