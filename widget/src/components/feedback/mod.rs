//! Thumbs up or down, and why.

use std::sync::Arc;

use leptos::prelude::*;
use parlor_shared::widget::FeedbackValue;

use super::{text_button, tool};
use crate::{
    chat::{Act, Key, Message},
    dom::{El, el, icons},
    driver::App,
};

/// What can be wrong: the text's key and what the owner reads.
const REASONS: [(&str, &str); 4] = [
    ("feedback_incorrect", "incorrect"),
    ("feedback_incomplete", "incomplete"),
    ("feedback_off_topic", "off_topic"),
    ("feedback_other", "other"),
];

/// Where the question why stands.
#[derive(Clone, Copy, PartialEq)]
enum Why {
    Unasked,
    Asked,
    Answered,
}

/// Adds two buttons to the answer's tools and, after a thumb down, reasons to choose from.
pub(super) fn thumbs(app: App, message: RwSignal<Arc<Message>>, tools: El) -> El {
    let why = RwSignal::new(Why::Unasked);
    let key = message.get_untracked().key;
    let thumb = move |mine: FeedbackValue, name: &'static str, path: &'static str, then: Why| {
        let press = move || {
            app.act(Act::Rate { key, value: mine, reason: None });
            why.set(then);
        };
        tool(app, name, path, press).aria("aria-pressed", move || message.get().feedback == Some(mine))
    };
    tools
        .child(thumb(FeedbackValue::Up, "helpful", icons::UP, Why::Unasked))
        .child(thumb(FeedbackValue::Down, "not_helpful", icons::THUMB_DOWN, Why::Asked))
        .slot(
            move || why.get(),
            move |now| match now {
                Why::Unasked => None,
                Why::Asked => Some(reasons(app, key, why)),
                Why::Answered => Some(el("p", "thanks").attr("role", "status").text_now(app.t("feedback_thanks"))),
            },
        )
}

fn reasons(app: App, key: Key, why: RwSignal<Why>) -> El {
    let chips = REASONS.into_iter().map(move |(text, reason)| {
        text_button(app, "chip small", text, move || {
            app.act(Act::Rate { key, value: FeedbackValue::Down, reason: Some(reason) });
            why.set(Why::Answered);
        })
    });
    el("div", "why")
        .attr("role", "group")
        .attr_now("aria-label", app.t("feedback_why"))
        .child(el("p", "label").text_now(app.t("feedback_why")))
        .children(chips)
}
