//! The ways to attach files. `widget/loader/files.js`, which is loaded on the first use, handles the files themselves.

use crate::reactive::prelude::*;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlInputElement};

use super::super::file_size::size;
use crate::{
    dom::{El, button, el, icon, icons},
    i18n::Texts,
    state::{Dispatch, SettingsSignal, ViewAction},
};

/// Returns true if the widget accepts files.
pub(super) fn takes(settings: SettingsSignal) -> bool {
    settings.get().attachments.is_some()
}

/// Props of the buttons that choose files.
#[derive(Clone, Copy)]
pub(super) struct PickerProps {
    /// The rules for files.
    pub(super) settings: SettingsSignal,
    /// The buttons' names.
    pub(super) texts: Texts,
    /// Takes the files.
    pub(super) dispatch: Dispatch,
}

/// Creates two buttons: one that opens a file dialog, and on phones one that opens the camera.
pub(super) fn picker(props: PickerProps) -> El {
    el("span", "picker").child(choose(props, "attach", icons::CLIP, "")).child(choose(
        props,
        "take_photo",
        icons::CAMERA,
        "camera",
    ))
}

fn choose(props: PickerProps, name: &'static str, path: &str, class: &str) -> El {
    let PickerProps { settings, texts, dispatch } = props;
    let rules = settings.get_untracked().attachments.clone();
    let (accept, most) = rules.map(|rules| (rules.accept, size(rules.max_bytes))).unwrap_or_default();
    let input = el("input", "").attr("type", "file").attr("hidden", "").attr("tabindex", "-1");
    let input = if class.is_empty() {
        input.attr("accept", &accept).attr("multiple", "")
    } else {
        input.attr("accept", "image/*").attr("capture", "environment")
    };
    let dialog = input.0.clone();
    let press = button("tool", move || {
        dialog.click();
        dispatch.send(ViewAction::AttachFiles(Array::new()));
    })
    .named(move || texts.fill(name, "size", &most))
    .child(icon(path));
    el("span", class).child(input).child(press)
}

/// Lets visitors choose files, or paste or drop them anywhere on the panel.
pub(crate) fn take_files(panel: El, settings: SettingsSignal, dispatch: Dispatch) -> El {
    let over = RwSignal::new(false);
    let ways = ["change", "paste", "dragover", "dragleave", "drop"];
    let panel = panel.bind_class("dropping", move || over.get());
    let handed = move |way: &str, event: &Event| {
        if settings.get_untracked().attachments.is_some() {
            handed(dispatch, over, way, event);
        }
    };
    ways.into_iter().fold(panel, |panel, way| panel.on(way, move |event| handed(way, &event)))
}

fn handed(dispatch: Dispatch, over: RwSignal<bool>, way: &str, event: &Event) {
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
            dispatch.send(ViewAction::AttachFiles(Array::new()));
        }
    }
    if over.get_untracked() != hovers {
        over.set(hovers);
    }
    // Office programs copy text together with a picture of it: treat it as text.
    if matches!(way, "dragover" | "dragleave") || (way == "paste" && has("text/plain")) {
        return;
    }
    // A separate list, because the browser empties its own.
    let files = Array::from(&get(&carried, "files"));
    if files.length() > 0 {
        event.prevent_default();
        if way == "change" {
            // The same file may be chosen again.
            carried.unchecked_into::<HtmlInputElement>().set_value("");
        }
        dispatch.send(ViewAction::AttachFiles(files));
    }
}

/// Returns a field; an empty list if there is none.
fn get(of: &JsValue, name: &str) -> JsValue {
    let field = Reflect::get(of, &name.into()).unwrap_or_default();
    if field.is_object() { field } else { Array::new().into() }
}
