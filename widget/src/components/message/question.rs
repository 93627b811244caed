//! What the visitor said.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::{size, text_button};
use crate::{
    chat::{Failure, Key, Message, State},
    dom::{El, el, icon, icons},
    driver::{App, Shown},
};

/// A bubble in the brand's colour, and what became of it.
pub(super) fn question(app: App, message: RwSignal<Arc<Message>>) -> El {
    let (key, text, files) = {
        let message = message.get_untracked();
        (message.key, message.text.clone(), message.files.clone())
    };
    let state = move || message.get().state;
    el("div", "row mine")
        .child(el("span", "hidden").text_now(app.t("you_said")))
        .children(app.shown(&files).iter().map(attached))
        .child(el("div", "bubble").attr("dir", "auto").text(&text))
        .slot(state, move |state| match *state {
            State::Sending => Some(sending(app)),
            State::Failed(failure) => Some(not_sent(app, key, failure)),
            _ => None,
        })
}

/// A picture as a picture, anything else by its name; both open in a tab of their own.
fn attached(file: &Shown) -> El {
    let link = el("a", if file.is_picture { "picture" } else { "file" })
        .attr("href", &file.address)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer");
    if file.is_picture {
        return link.child(el("img", "").attr("src", &file.address).attr("alt", &file.name).attr("loading", "lazy"));
    }
    link.child(icon(icons::CLIP))
        .child(el("span", "name").attr("dir", "auto").text(&file.name))
        .child(el("span", "fact").attr("dir", "auto").text(&size(file.size)))
}

fn sending(app: App) -> El {
    let offline = move || app.summary.get().offline;
    let text = move || app.texts.get(if offline() { "waiting_for_network" } else { "sending" });
    el("p", "fate late").text_now(text)
}

fn not_sent(app: App, key: Key, failure: Failure) -> El {
    let text = move || [app.texts.get("not_sent"), app.texts.get(failure.problem.text_key())].join(" ");
    el("p", "fate failed").child(icon(icons::WARNING)).child(el("span", "").text_now(text)).child(text_button(
        app,
        "link",
        "try_again",
        move || app.retry(key),
    ))
}
