//! Thumbs up or down; `widget/loader/forms.js` asks for the reason.

use crate::reactive::prelude::*;
use parlor_shared::widget::FeedbackValue;

use super::{super::buttons::tool, props::MessageProps};
use crate::{
    chat::{Key, Rating, UserAction},
    dom::{El, el, icons},
    hooks::object,
    state::{Dispatch, ViewAction},
};

/// Adds two buttons to the answer's tools and, after a thumb down, an element for the question about the reason.
pub(super) fn thumbs(props: MessageProps, tools: El) -> El {
    let MessageProps { message, texts, dispatch, .. } = props;
    // Number of times the question was asked.
    let asked = RwSignal::new(0_u32);
    let key = message.get_untracked().key;
    let judged = move || message.get().feedback;
    let thumb = move |mine: FeedbackValue, name: &'static str, path: &'static str| {
        let press = move || {
            dispatch.act(UserAction::Rate { key, rating: Rating::thumb(mine) });
            asked.update(|asked| *asked += 1);
        };
        tool(texts, name, path, press).bind_aria("aria-pressed", move || judged() == Some(mine))
    };
    // A rating that could not be stored is reverted, and the question is removed.
    let now = move || if judged() == Some(FeedbackValue::Down) { asked.get() } else { 0 };
    tools
        .child(thumb(FeedbackValue::Up, "helpful", icons::UP))
        .child(thumb(FeedbackValue::Down, "not_helpful", icons::THUMB_DOWN))
        .slot(now, move |asked| (*asked > 0).then(|| why(dispatch, key)))
}

/// Creates the element that the script fills.
fn why(dispatch: Dispatch, key: Key) -> El {
    let place = el("div", "explain");
    let told = object(&[("place", Some(place.0.clone().into())), ("key", Some(key.into()))]);
    dispatch.send(ViewAction::CallScript("forms:why", told));
    place
}
