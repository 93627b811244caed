//! The ways in which a visitor hands over files. What becomes of them is `widget/loader/files.js`'s, which is fetched by the
//! first of them.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlInputElement};

use super::super::size;
use crate::{
    dom::{El, button, el, icon, icons},
    driver::App,
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
    let (accept, most) = app.limits_of_files();
    let most = size(most);
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
    let carried = get(event, from);
    let has = |kind: &str| Array::from(&get(&carried, "types")).includes(&kind.into(), 0);
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
    // A list of our own: the browser empties its one.
    let files = Array::from(&get(&carried, "files"));
    if files.length() > 0 {
        event.prevent_default();
        if way == "change" {
            // The same file may be chosen again.
            carried.unchecked_into::<HtmlInputElement>().set_value("");
        }
        app.bring(files);
    }
}

/// A field; an empty list when there is none.
fn get(of: &JsValue, name: &str) -> JsValue {
    let field = Reflect::get(of, &name.into()).unwrap_or_default();
    if field.is_object() { field } else { Array::new().into() }
}
