//! The conversation, and following its end.

mod follow;

use follow::End;
use leptos::prelude::*;

use super::{copy_code, enlarge, message::row, text_button};
use crate::{
    chat::{Act, Asked, Phase},
    dom::{El, button, el, icon, icons, list},
    driver::App,
};

/// The scrolling part.
pub(super) fn transcript(app: App) -> El {
    let rows = el("div", "rows")
        .attr("role", "log")
        .attr("aria-live", "off")
        .aria("aria-busy", move || app.summary.get().busy)
        .attr_now("aria-label", app.t("conversation"));
    let log = el("div", "log")
        .when(move || app.summary.get().has_more, move || earlier(app))
        .when(
            move || {
                let now = app.summary.get();
                now.phase == Phase::Opening && now.empty
            },
            move || opening(app),
        )
        .slot(move || intro_of(app), |text| (!text.is_empty()).then(|| el("p", "intro").attr("dir", "auto").text(text)))
        .child(list(rows, app.rows, move |key| row(app, key)))
        .slot(move || starters_of(app), move |texts| chips(app, texts));
    let place = el("div", "place")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr_now("aria-label", app.t("conversation"))
        .on("click", move |event| {
            copy_code(&event, app.texts);
            enlarge(app, &event);
        })
        .child(log.clone());
    let end = End::follow(app, &place.0, &log.0);
    let (watched, down_end) = (end.clone(), end.clone());
    el("div", "middle")
        .child(place.on("scroll", move |_| watched.scrolled()))
        .when(move || end.away.get(), move || down(app, &down_end))
}

fn earlier(app: App) -> El {
    text_button(app, "chip earlier", "earlier", move || app.act(Act::Earlier))
        .disabled_now(move || app.summary.get().loading_earlier)
}

/// Grey lines in place of a conversation that is on its way.
fn opening(app: App) -> El {
    let lines = (0..3).map(|_| el("span", ""));
    el("div", "skeleton").attr("role", "img").attr_now("aria-label", app.t("loading")).children(lines)
}

/// The owner's words above the first message.
fn intro_of(app: App) -> String {
    let now = app.summary.get();
    let shown = matches!(now.phase, Phase::Ready | Phase::Idle) && !now.has_more;
    if shown { app.about.get().config.intro.clone() } else { String::new() }
}

/// Suggestions for the first message; none once it is sent.
fn starters_of(app: App) -> Vec<String> {
    let now = app.summary.get();
    let shown = now.phase == Phase::Ready && now.empty && now.asked != Asked::Instead;
    if shown { app.about.get().starters.clone() } else { Vec::new() }
}

/// Texts that are sent when pressed; nothing for none.
pub(super) fn chips(app: App, texts: &[String]) -> Option<El> {
    let chip = |text: &String| {
        let said = text.clone();
        button("chip", move || app.choose(&said, &said)).attr("dir", "auto").text(text)
    };
    let group = || el("div", "chips").attr("role", "group").attr_now("aria-label", app.t("suggestions"));
    (!texts.is_empty()).then(|| group().children(texts.iter().map(chip)))
}

fn down(app: App, end: &End) -> El {
    let (unseen, end) = (end.unseen, end.clone());
    let name = move || app.texts.get(if unseen.get() { "new_messages" } else { "scroll_down" });
    button("down", move || end.go())
        .class_now("unseen", move || unseen.get())
        .attr_now("aria-label", name)
        .child(el("span", "downtext").text_now(app.t("new_messages")))
        .child(icon(icons::DOWN))
}
