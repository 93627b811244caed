//! Thumbs up or down; `widget/loader/forms.js` asks why.

use std::sync::Arc;

use leptos::prelude::*;
use parlor_shared::widget::FeedbackValue;

use super::tool;
use crate::{
    chat::{Act, Judgement, Message},
    dom::{El, el, icons},
    driver::App,
};

/// Adds two buttons to the answer's tools and, after a thumb down, a place for the question why.
pub(super) fn thumbs(app: App, message: RwSignal<Arc<Message>>, tools: El) -> El {
    // How often it was asked.
    let asked = RwSignal::new(0_u32);
    let key = message.get_untracked().key;
    let judged = move || message.get().feedback;
    let thumb = move |mine: FeedbackValue, name: &'static str, path: &'static str| {
        let press = move || {
            app.act(Act::Rate { key, judgement: Judgement::thumb(mine) });
            asked.update(|asked| *asked += 1);
        };
        tool(app, name, path, press).aria("aria-pressed", move || judged() == Some(mine))
    };
    // A judgement that could not be stored is taken back, and the question with it.
    let now = move || if judged() == Some(FeedbackValue::Down) { asked.get() } else { 0 };
    tools
        .child(thumb(FeedbackValue::Up, "helpful", icons::UP))
        .child(thumb(FeedbackValue::Down, "not_helpful", icons::THUMB_DOWN))
        .slot(now, move |asked| (*asked > 0).then(|| why(app, key)))
}

/// The script fills it.
fn why(app: App, key: u32) -> El {
    let place = el("div", "explain");
    app.call_script("forms:why", &[("place", Some(place.0.clone().into())), ("key", Some(key.into()))]);
    place
}
