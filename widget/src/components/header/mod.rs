//! Who one talks to, and the ways out.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{text_button, tool};
use crate::{
    chat::{Act, Phase},
    dom::{El, button, el, icon, icons},
    driver::App,
};

/// The bar at the top.
pub(super) fn header(app: App) -> El {
    let title = move || app.about.get().config.title.clone();
    let initial =
        move || title().chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let can_restart = move || {
        let now = app.summary.get();
        !now.empty && now.phase == Phase::Ready
    };
    el("div", "header")
        .child(el("span", "avatar").attr("aria-hidden", "true").text_now(initial))
        .child(
            el("div", "who")
                .child(el("h2", "title").attr("id", "title").attr("dir", "auto").text_now(title))
                .child(status(app)),
        )
        .when(can_restart, move || tool(app, "new_conversation", icons::NEW, move || app.asking.set(true)))
        .when(move || app.about.get().config.maximize, move || size(app))
        .child(tool(app, "close", icons::CLOSE, move || _ = app.tell("close", &JsValue::NULL)).part("close"))
}

/// Makes the panel large, or small again. One button for both, so that the focus stays on it.
fn size(app: App) -> El {
    let large = move || app.large.get();
    button("tool", move || app.large.update(|large| *large = !*large))
        .part("size")
        .named(move || app.texts.get(if large() { "minimize" } else { "maximize" }))
        .slot(large, |large| Some(icon(if *large { icons::SMALL } else { icons::LARGE })))
}

/// One line below the title, in words and with a dot.
fn status(app: App) -> El {
    let key = move || {
        let now = app.summary.get();
        match now.phase {
            _ if now.offline => "status_offline",
            Phase::Ready if now.reconnecting => "status_reconnecting",
            Phase::Ready => "status_online",
            Phase::Refused(_) => "status_unavailable",
            Phase::Opening => "status_connecting",
            // Nothing has been asked of the server yet.
            Phase::Idle => "",
        }
    };
    el("p", "status").class_now("online", move || key() == "status_online").text_now(move || app.texts.get(key()))
}

/// A new conversation closes this one: asks first.
pub(super) fn question(app: App) -> El {
    let restart = move || {
        app.asking.set(false);
        app.forget_files();
        app.act(Act::Restart);
    };
    let yes = text_button(app, "button primary", "new_conversation_yes", restart);
    el("div", "question")
        .attr("role", "alertdialog")
        .attr("aria-labelledby", "question")
        .child(el("p", "").attr("id", "question").text_now(app.t("new_conversation_question")))
        .child(
            el("div", "choices").child(yes).child(text_button(app, "button", "cancel", move || app.asking.set(false))),
        )
}
