//! The panel: a dialog beside the page, or over all of it on a phone.

mod focus;

use focus::{keep_focus_inside, say_modal};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement, KeyboardEvent};

use super::{
    composer::{composer, take_files},
    contact::{contact, form_of},
    header::header,
    notice::{ended, notice, notice_of},
    transcript::transcript,
};
use crate::{
    chat::Phase,
    dom::{El, el, keep, watch},
    driver::App,
    hooks::{Listener, follow_viewport},
};

/// The whole widget.
pub(crate) fn frame(app: App) -> El {
    let panel = el("section", "panel")
        .class_now("large", move || app.large.get())
        .attr_now("role", move || role(app).to_owned())
        .attr("aria-labelledby", "title")
        .attr("tabindex", "-1");
    keep(follow_viewport(&panel.0));
    keep(follow_modality(app, &panel.0));
    let place = panel.0.clone();
    take_files(app, panel)
        .on("keydown", move |event| on_key(app, &place, &event))
        .on("focusin", move |_| wake(app))
        .child(header(app))
        .child(transcript(app))
        .slot(move || notice_of(app), move |failure| failure.map(|(failure, closed)| notice(app, failure, closed)))
        .slot(move || form_of(app), move |form| form.map(|form| contact(app, form)))
        .when(move || app.summary.get().phase == Phase::Ended, move || ended(app))
        .child(composer(app))
        .when(move || app.about.get().config.powered_by, move || el("p", "powered").text_now(app.t("powered_by")))
        .child(el("p", "hidden").attr("role", "status").text_now(move || app.announcement.get()))
}

/// The panel covers the page or not as the window is narrow or wide.
fn follow_modality(app: App, panel: &HtmlElement) -> Option<Listener> {
    let (opened, resized) = (panel.clone(), panel.clone());
    watch(move || {
        let (open, large) = (app.open.get(), app.large.get());
        if open || large {
            say_modal(&opened);
        }
    });
    let window = web_sys::window()?;
    Some(Listener::new(&window, "resize", move |_| say_modal(&resized)))
}

fn role(app: App) -> &'static str {
    let (inline, large) = (app.inline.get(), app.large.get());
    if inline && !large { "region" } else { "dialog" }
}

/// A panel that is shown before it was opened, as part of a page, begins with the visitor's first touch.
fn wake(app: App) {
    if !app.open.get_untracked() {
        app.tell("open", &JsValue::NULL);
    }
}

fn on_key(app: App, panel: &HtmlElement, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    match event.key().as_str() {
        "Escape" if !event.is_composing() => {
            event.stop_propagation();
            if app.large.get_untracked() {
                app.large.set(false);
            } else {
                app.tell("close", &JsValue::NULL);
            }
        }
        "Tab" => keep_focus_inside(panel, event),
        _ => {}
    }
}
