//! Why a thumb is down: a reason from a list, and the visitor's own words. Both may be left out.

use leptos::prelude::*;
use parlor_shared::widget::FeedbackValue;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::{
    chat::{Judgement, LONGEST_COMMENT},
    components::text_button,
    dom::{El, el},
    driver::App,
};

/// What can be wrong: the text's key and what the owner reads.
const REASONS: [(&str, &str); 4] = [
    ("feedback_incorrect", "incorrect"),
    ("feedback_incomplete", "incomplete"),
    ("feedback_off_topic", "off_topic"),
    ("feedback_other", "other"),
];

/// What was chosen and written so far.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    reason: RwSignal<Option<&'static str>>,
    comment: RwSignal<String>,
}

impl Draft {
    pub(super) fn new() -> Self {
        Self { reason: RwSignal::new(None), comment: RwSignal::default() }
    }

    fn judgement(self) -> Judgement {
        let (reason, comment) = (self.reason.get_untracked(), self.comment.get_untracked());
        Judgement { value: FeedbackValue::Down, reason, comment }
    }
}

/// Reasons to choose one from, a field for words, and a button.
pub(super) fn form(app: App, draft: Draft, send: impl Fn(Judgement) + 'static) -> El {
    el("form", "why")
        .attr_now("aria-label", app.t("feedback_why"))
        .on("submit", move |event| {
            event.prevent_default();
            send(draft.judgement());
        })
        .child(el("p", "label").attr("aria-hidden", "true").text_now(app.t("feedback_why")))
        .children(REASONS.map(|(text, reason)| chip(app, draft, text, reason)))
        .child(field(app, draft))
        .child(el("button", "button").attr("type", "submit").text_now(app.t("feedback_send")))
}

/// Pressed again it is no longer chosen.
fn chip(app: App, draft: Draft, text: &'static str, reason: &'static str) -> El {
    let chosen = move || draft.reason.get() == Some(reason);
    text_button(app, "chip small", text, move || {
        draft.reason.update(|now| *now = if *now == Some(reason) { None } else { Some(reason) });
    })
    .aria("aria-pressed", chosen)
}

fn field(app: App, draft: Draft) -> El {
    let field = el("textarea", "")
        .attr("rows", "2")
        .attr("dir", "auto")
        .attr("maxlength", &LONGEST_COMMENT.to_string())
        .attr_now("placeholder", app.t("feedback_comment"))
        .attr_now("aria-label", app.t("feedback_comment"));
    let area: HtmlTextAreaElement = field.0.clone().unchecked_into();
    area.set_value(&draft.comment.get_untracked());
    field.on("input", move |_| draft.comment.set(area.value()))
}
