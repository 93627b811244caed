//! Who one talks to, and the ways out.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{text_button, tool, voice};
use crate::{
    chat::{Act, Phase},
    dom::{El, button, el, icon, icons},
    driver::{App, Asking},
};

/// The bar at the top.
pub(super) fn header(app: App) -> El {
    let title = move || app.about.get().config.title.clone();
    let initial =
        move || title().chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default();
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
        .when(can_restart, move || tool(app, "new_conversation", icons::NEW, move || app.asking.set(Asking::Restart)))
        .when(move || voice::speaks(app), move || voice::hear_always(app))
        .when(move || app.about.get().config.sound, move || sound(app))
        .when(can, move || tool(app, "more", icons::MORE, move || app.asking.set(Asking::More)).part("more"))
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

/// What is being asked. A new conversation closes this one, and what is deleted is gone: both ask first.
pub(super) fn question(app: App, asking: Asking) -> Option<El> {
    let (text, yes, act): (_, _, fn(App)) = match asking {
        Asking::Nothing => return None,
        Asking::Restart => {
            ("new_conversation_question", Some("new_conversation_yes"), |app: App| app.act(Act::Restart))
        }
        Asking::Erase => ("erase_question", Some("erase"), App::erase),
        Asking::More => ("export", None, |_| {}),
    };
    let choice = move |class, text, act: fn(App)| {
        text_button(app, class, text, move || {
            app.asking.set(Asking::Nothing);
            act(app);
        })
    };
    let exports = asking == Asking::More && app.about.get_untracked().config.export_conversation;
    let choices = el("div", "choices")
        .children(yes.map(|yes| choice("button primary", yes, act)))
        .children(FORMATS.into_iter().filter(|_| exports).map(|(name, format)| {
            button("button", move || {
                app.asking.set(Asking::Nothing);
                app.export(format);
            })
            .text_now(app.t(name))
        }))
        .children((asking == Asking::More).then(|| choice("button", "erase", |app| app.asking.set(Asking::Erase))))
        .child(choice("button", "cancel", |_| {}));
    let text = if asking == Asking::More && !exports { "more" } else { text };
    Some(
        el("div", "question")
            .attr("role", if asking == Asking::More { "group" } else { "alertdialog" })
            .attr("aria-labelledby", "question")
            .child(el("p", "").attr("id", "question").text_now(app.t(text)))
            .child(choices),
    )
}

/// What a conversation is saved as, and how that is called: names that no language translates, but for the last one.
const FORMATS: [(&str, &str); 4] = [("HTML", "html"), ("Markdown", "md"), ("JSON", "json"), ("print", "print")];
