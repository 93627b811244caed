//! Thumbs up or down, and why.

use leptos::prelude::*;
use parlor_shared::widget::FeedbackValue;

use super::icon::{self, icon};
use crate::{
    chat::{Act, Message},
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

/// Two buttons; after a thumb down, reasons to choose from.
#[component]
pub(super) fn Thumbs(app: App, message: RwSignal<Message>) -> impl IntoView {
    let value = Memo::new(move |_| message.with(|message| message.feedback));
    let why = RwSignal::new(Why::Unasked);
    let key = message.with_untracked(|message| message.key);
    let rate = move |value: FeedbackValue, reason| app.act(Act::Rate { key, value, reason });
    let thumb = move |mine: FeedbackValue, name: &'static str, path: &'static str| {
        let press = move |_| {
            rate(mine, None);
            why.set(if mine == FeedbackValue::Down { Why::Asked } else { Why::Unasked });
        };
        view! { class = "p",
            <button type="button" class="tool" on:click=press
                aria-pressed=move || if value.get() == Some(mine) { "true" } else { "false" }
                aria-label=move || app.texts.get(name) title=move || app.texts.get(name)>
                {icon(path)}
            </button>
        }
    };
    let choose = move |reason| {
        rate(FeedbackValue::Down, Some(reason));
        why.set(Why::Answered);
    };
    let ask = move || match why.get() {
        Why::Unasked => ().into_any(),
        Why::Asked => reasons(app, choose).into_any(),
        Why::Answered => view! { class = "p", <p class="thanks" role="status">{move || app.texts.get("feedback_thanks")}</p> }.into_any(),
    };
    view! { class = "p",
        {thumb(FeedbackValue::Up, "helpful", icon::UP)}
        {thumb(FeedbackValue::Down, "not_helpful", icon::THUMB_DOWN)}
        {ask}
    }
}

fn reasons(app: App, choose: impl Fn(&'static str) + Copy + Send + 'static) -> impl IntoView {
    let chips = REASONS.map(|(text, reason)| {
        view! { class = "p",
            <button type="button" class="chip small" on:click=move |_| choose(reason)>{move || app.texts.get(text)}</button>
        }
    });
    view! { class = "p",
        <div class="why" role="group" aria-label=move || app.texts.get("feedback_why")>
            <p class="label">{move || app.texts.get("feedback_why")}</p>
            {chips.into_iter().collect::<Vec<_>>()}
        </div>
    }
}
