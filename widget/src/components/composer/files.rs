//! The ways in which a visitor hands over files. What becomes of them is `widget/loader/files.js`'s, which is fetched by the
//! first of them.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::super::size;
use crate::{
    dom::{El, button, el, icon, icons},
    driver::App,
    transport::Json,
};

/// Whether files are taken.
pub(super) fn takes(app: App) -> bool {
    !app.about.get().rules.is_empty()
}

/// Two buttons: one that opens a file dialog, and on phones one that opens the camera.
pub(super) fn picker(app: App) -> El {
    el("span", "picker").child(choose(app, "attach", icons::CLIP, "")).child(choose(
        app,
        "take_photo",
        icons::CAMERA,
        "camera",
    ))
}

fn choose(app: App, name: &'static str, path: &str, class: &str) -> El {
    let rules = Json::parse(&app.about.get_untracked().rules);
    let accept = rules.as_ref().and_then(|rules| rules.text("accept")).unwrap_or_default();
    let most = size(rules.and_then(|rules| rules.number("max_bytes")).unwrap_or_default());
    let input = el("input", "").attr("type", "file").attr("hidden", "").attr("tabindex", "-1");
    let input = if class.is_empty() {
        input.attr("accept", &accept).attr("multiple", "")
    } else {
        input.attr("accept", "image/*").attr("capture", "environment")
    };
    let dialog = input.0.clone();
    let press = button("tool", move || {
        dialog.click();
        app.bring(Array::new());
    })
    .named(move || app.texts.fill(name, "size", &most))
    .child(icon(path));
    el("span", class).child(input).child(press)
}

/// Files may be chosen, or pasted or dropped anywhere on the panel.
pub(crate) fn take_files(app: App, panel: El) -> El {
    let over = RwSignal::new(false);
    let ways = ["change", "paste", "dragover", "dragleave", "drop"];
    let panel = panel.class_now("dropping", move || over.get());
    ways.into_iter().fold(panel, |panel, way| panel.on(way, move |event| handed(app, over, way, &event)))
}

fn handed(app: App, over: RwSignal<bool>, way: &str, event: &Event) {
    if app.about.get_untracked().rules.is_empty() {
        return;
    }
    let from = match way {
        "change" => "target",
        "paste" => "clipboardData",
        _ => "dataTransfer",
    };
    let carried = Json::of(event.into()).get(from);
    let has = |kind: &str| carried.get("types").items().iter().any(|it| it.as_text().as_deref() == Some(kind));
    let hovers = way == "dragover" && has("Files");
    if hovers {
        event.prevent_default();
        if !over.get_untracked() {
            app.bring(Array::new());
        }
    }
    if over.get_untracked() != hovers {
        over.set(hovers);
    }
    // What office programs copy is both text and a picture of it: that is text.
    if matches!(way, "dragover" | "dragleave") || (way == "paste" && has("text/plain")) {
        return;
    }
    let files = carried.get("files");
    if files.number("length").unwrap_or_default() > 0 {
        // The browser empties its own list.
        let files = Array::from(&files.value());
        event.prevent_default();
        if way == "change" {
            // The same file may be chosen again.
            carried.value().unchecked_into::<HtmlInputElement>().set_value("");
        }
        app.bring(files);
    }
}
