//! The panel: a dialog beside the page, or over all of it on a phone.

mod focus;

use focus::keep_focus_inside;
use leptos::{html, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::KeyboardEvent;

use super::{composer::Composer, header::Header, notice::Notice, transcript::Transcript};
use crate::{driver::App, hooks::follow_viewport, theme::mode_class};

/// The whole widget.
#[component]
pub(crate) fn Frame(app: App) -> impl IntoView {
    let wish = app.options().mode;
    let panel: NodeRef<html::Section> = NodeRef::new();
    let viewport = StoredValue::new_local(Vec::new());
    Effect::new(move || {
        if let Some(panel) = panel.get() {
            viewport.set_value(follow_viewport(&panel));
        }
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if !event.is_composing() => {
            event.stop_propagation();
            app.tell("close", &JsValue::NULL);
        }
        "Tab" => {
            if let Some(panel) = panel.get_untracked() {
                keep_focus_inside(&panel, &event);
            }
        }
        _ => {}
    };
    let class = move || ["panel ", mode_class(&wish, app.about.with(|about| about.config.theme.mode))].concat();
    view! { class = "p",
        <section node_ref=panel class=class role="dialog" aria-labelledby="title" on:keydown=on_key>
            <Header app=app />
            <Transcript app=app />
            <Notice app=app />
            <Composer app=app />
            <PoweredBy app=app />
            <p class="hidden" role="status">{move || app.announcement.get()}</p>
        </section>
    }
}

#[component]
fn PoweredBy(app: App) -> impl IntoView {
    let shown = Memo::new(move |_| app.about.with(|about| about.config.powered_by));
    move || {
        shown.get().then(|| html::p().class("powered").child(move || app.texts.get("powered_by")))
    }
}

