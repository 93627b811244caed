//! Where the visitor writes.

mod files;

pub(super) use files::take_files;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent};

use super::voice;
use crate::{
    chat::{Act, Asked, Phase, Summary},
    dom::{El, el, icon, icons, watch},
    driver::App,
};

/// The server's limit, in characters.
const MOST: usize = 4_000;
/// From here on the visitor is told how many are left.
const TELL_FROM: usize = 3_600;

/// A text field that grows, and a button that sends or stops.
pub(super) fn composer(app: App) -> El {
    let draft = app.draft;
    let length = move || draft.get().trim().chars().count();
    let busy = move || is_busy(app.summary.get());
    el("form", "composer")
        .class_now("waiting", move || is_waiting(app))
        .on("submit", move |event| {
            event.prevent_default();
            if busy() {
                app.act(Act::Stop);
            } else {
                send(app, draft);
            }
        })
        .when(move || files::takes(app), move || files::picker(app))
        .child(el("div", "field").attr_now("data-text", move || measured(app, draft)).child(field(app, draft)))
        .when(move || voice::hears(app), move || voice::microphone(app))
        .child(send_or_stop(app, draft))
        .child(
            el("p", "limit")
                .attr("id", "limit")
                .class_now("over", move || length() > MOST)
                .text_now(move || limit(app, length())),
        )
}

fn field(app: App, draft: RwSignal<String>) -> El {
    let field = el("textarea", "")
        .attr("rows", "1")
        // An empty field would count as left-to-right, and its placeholder with it.
        .attr_now("dir", move || if draft.get().is_empty() { "" } else { "auto" }.to_owned())
        .attr("enterkeyhint", "send")
        .attr("aria-describedby", "limit")
        .attr_now("placeholder", move || placeholder(app))
        .attr_now("aria-label", app.t("message"));
    let area: HtmlTextAreaElement = field.0.clone().unchecked_into();
    let (shown, typed) = (area.clone(), area.clone());
    watch(move || {
        let text = draft.get();
        if shown.value() != text {
            shown.set_value(&text);
        }
    });
    let mut ready = false;
    watch(move || {
        let before = std::mem::replace(&mut ready, app.open.get() && !is_waiting(app));
        // Part of a page, it waits for the visitor to come.
        if ready && !before && !app.inline.get_untracked() {
            let _ = area.focus();
        }
    });
    field.on("input", move |_| draft.set(typed.value())).on("keydown", move |event| on_key(app, draft, &event))
}

/// The visitor is asked how to reach them before they may write, or the conversation has ended.
fn is_waiting(app: App) -> bool {
    let now = app.summary.get();
    now.asked == Asked::Instead || now.phase == Phase::Ended
}

/// Enter sends, with Shift it breaks the line. While a word is being composed it belongs to the input method.
fn on_key(app: App, draft: RwSignal<String>, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    if key.key() == "Enter" && !key.shift_key() && !key.is_composing() && key.key_code() != 229 {
        event.prevent_default();
        send(app, draft);
    }
}

/// What stands in an empty field.
fn placeholder(app: App) -> String {
    let own = app.about.get().config.placeholder.clone();
    if own.is_empty() { app.texts.get("placeholder") } else { own }
}

/// What the field is as high as: what is written, or what stands there instead.
fn measured(app: App, draft: RwSignal<String>) -> String {
    let draft = draft.get();
    if draft.is_empty() { placeholder(app) } else { draft }
}

/// Whether there is something to send, and all of it is here.
fn sendable(app: App, text: &str) -> bool {
    let length = text.trim().chars().count();
    !app.sending.get() && length <= MOST && (length > 0 || !app.files.get().is_empty())
}

/// While nothing can be sent there is nothing to stop, and more can be written.
const fn is_busy(now: Summary) -> bool {
    now.busy && !now.offline
}

fn send(app: App, draft: RwSignal<String>) {
    let text = draft.get_untracked();
    if untrack(|| sendable(app, &text)) && !is_busy(app.summary.get_untracked()) {
        draft.set(String::new());
        if !app.say(&text) {
            draft.set(text);
        }
    }
}

/// One button for both, so that the focus stays on it when an answer begins or ends.
fn send_or_stop(app: App, draft: RwSignal<String>) -> El {
    let now = move || app.summary.get();
    let busy = move || is_busy(now());
    let useless = move || if busy() { now().stopping } else { !sendable(app, &draft.get()) };
    el("button", "send")
        .attr("type", "submit")
        .class_now("stop", busy)
        .aria("aria-disabled", useless)
        .named(move || app.texts.get(if busy() { "stop" } else { "send" }))
        .slot(busy, |busy| Some(if *busy { el("span", "square") } else { icon(icons::SEND) }))
}

fn limit(app: App, length: usize) -> String {
    match length {
        ..TELL_FROM => String::new(),
        TELL_FROM..=MOST => app.count("characters_left", MOST - length),
        _ => app.count("characters_over", length - MOST),
    }
}
