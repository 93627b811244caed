//! Who one talks to, and the ways out.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{tool, voice};
use crate::{
    chat::Phase,
    dom::{El, button, el, icon, icons},
    driver::App,
};

/// The bar at the top.
pub(super) fn header(app: App) -> El {
    let title = move || app.about.get().config.title.clone();
    let initial = move || initial(&title());
    let can = move || {
        let now = app.summary.get();
        !now.empty && matches!(now.phase, Phase::Ready | Phase::Ended)
    };
    let can_restart = move || can() && app.about.get().config.restart_conversation;
    el("div", "header")
        .child(el("span", "avatar").attr("aria-hidden", "true").text_now(initial))
        .child(
            el("div", "who")
                .child(el("h2", "title").attr("id", "title").attr("dir", "auto").text_now(title))
                .child(status(app)),
        )
        .when(can_restart, move || tool(app, "new_conversation", icons::NEW, move || app.session("ask", "restart")))
        .when(move || voice::speaks(app), move || voice::hear_always(app))
        .when(move || app.about.get().config.sound, move || sound(app))
        .when(can, move || tool(app, "more", icons::MORE, move || app.session("ask", "more")).part("more"))
        .when(move || app.about.get().config.maximize, move || size(app))
        .child(tool(app, "close", icons::CLOSE, move || _ = app.tell("close", &JsValue::NULL)).part("close"))
}

/// The first letter or digit. The browser knows them; tables of our own would be bytes. The style makes it a capital.
fn initial(title: &str) -> String {
    let found = js_sys::RegExp::new(r"[\p{Alphabetic}\p{N}]", "u").exec(title);
    found.and_then(|found| found.get(0).as_string()).unwrap_or_default()
}

/// Makes the panel large, or small again. One button for both, so that the focus stays on it.
fn size(app: App) -> El {
    let large = move || app.large.get();
    button("tool", move || app.large.update(|large| *large = !*large))
        .part("size")
        .named(move || app.texts.get(if large() { "minimize" } else { "maximize" }))
        .slot(large, |large| Some(icon(if *large { icons::SMALL } else { icons::LARGE })))
}

/// Switches the sound of answers that are not seen. It says what a press does.
fn sound(app: App) -> El {
    let on = move || app.sound.get();
    button("tool", move || app.hear(!app.sound.get_untracked()))
        .part("sound")
        .named(move || app.texts.get(if on() { "sound_off" } else { "sound_on" }))
        .slot(on, |on| Some(icon(if *on { icons::SOUND } else { icons::SILENT })))
}

/// One line below the title, in words and with a dot.
fn status(app: App) -> El {
    let key = move || {
        let now = app.summary.get();
        match now.phase {
            _ if now.offline => "status_offline",
            Phase::Ready if now.reconnecting => "status_reconnecting",
            Phase::Ended => "status_ended",
            Phase::Ready => "status_online",
            Phase::Refused(_) => "status_unavailable",
            Phase::Opening => "status_connecting",
            // Nothing has been asked of the server yet.
            Phase::Idle => "",
        }
    };
    el("p", "status").class_now("online", move || key() == "status_online").text_now(move || app.texts.get(key()))
}
