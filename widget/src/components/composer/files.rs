//! Files for the next message: chosen, photographed, pasted or dropped, and what becomes of each.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, Event, File, FileList, HtmlElement, HtmlInputElement};

use super::super::{size, text_button};
use crate::{
    chat::Key,
    dom::{El, button, el, icon, icons, list},
    driver::{App, Fate},
};

/// Whether files are taken.
pub(super) fn takes(app: App) -> bool {
    app.about.get().rules.is_some()
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
    let rules = app.about.get_untracked().rules.clone();
    let (accept, most) = rules.map(|rules| (rules.accept, rules.max_bytes)).unwrap_or_default();
    let input = el("input", "").attr("type", "file").attr("hidden", "").attr("tabindex", "-1");
    let input = if class.is_empty() {
        input.attr("accept", &accept).attr("multiple", "")
    } else {
        input.attr("accept", "image/*").attr("capture", "environment")
    };
    let field: HtmlInputElement = input.0.clone().unchecked_into();
    let opened = field.clone();
    let input = input.on("change", move |_| {
        app.bring(all(field.files()));
        // The same file may be chosen again.
        field.set_value("");
    });
    let press = button("tool", move || opened.click())
        .named(move || app.texts.fill(name, "size", &size_of(most)))
        .child(icon(path));
    el("span", class).child(input).child(press)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn size_of(bytes: u64) -> String {
    size(bytes as f64)
}

fn all(files: Option<FileList>) -> Vec<File> {
    files.map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect()).unwrap_or_default()
}

/// Pasted files are files. What office programs copy is both text and a picture of it: that is text.
pub(super) fn on_paste(app: App, event: &Event) {
    let pasted = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let pasted = pasted.filter(|data| !data.types().includes(&"text/plain".into(), 0));
    let files = all(pasted.and_then(|data| data.files()));
    if !files.is_empty() && app.about.get_untracked().rules.is_some() {
        event.prevent_default();
        app.bring(files);
    }
}

/// Lets files be dropped anywhere on the panel.
pub(crate) fn take_drops(app: App, panel: El) -> El {
    let dropping = RwSignal::new(false);
    let over = move |event: Event| {
        let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        if app.about.get_untracked().rules.is_some()
            && data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
        {
            event.prevent_default();
            dropping.set(true);
        }
    };
    let drop = move |event: Event| {
        dropping.set(false);
        let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        let files = all(data.and_then(|data| data.files()));
        if !files.is_empty() && app.about.get_untracked().rules.is_some() {
            event.prevent_default();
            app.bring(files);
        }
    };
    panel
        .class_now("dropping", move || dropping.get())
        .on("dragover", over)
        .on("dragleave", move |_| dropping.set(false))
        .on("drop", drop)
}

/// The chosen files.
pub(super) fn chosen(app: App) -> El {
    list(el("ul", "files").attr_now("aria-label", app.t("attached")), app.files, move |key| chip(app, key))
}

fn chip(app: App, key: Key) -> El {
    let Some((file, fate)) = app.draft(key) else { return el("li", "") };
    let (name, bytes) = (file.name(), file.size());
    let (failed, told, sent, again) = (fate.clone(), fate.clone(), fate.clone(), fate);
    let chip = el("li", "file").class_now("failed", move || matches!(failed.get(), Fate::Failed(..)));
    let (place, label, remove) = (chip.0.clone(), name.clone(), name.clone());
    let press = button("tool", move || {
        focus_field(&place);
        app.take_back(key);
    });
    chip.child(el("span", "name").attr("dir", "auto").text(&name))
        .child(el("span", "size").text_now(move || match told.get() {
            Fate::Failed(why, _) => said(app, why),
            _ => size(bytes),
        }))
        .when(
            {
                let sent = sent.clone();
                move || matches!(sent.get(), Fate::Sending(_))
            },
            move || progress(&label, sent.clone()),
        )
        .when(
            move || matches!(again.get(), Fate::Failed(_, true)),
            move || text_button(app, "link", "try_again", move || app.upload(key)),
        )
        .child(press.named(move || app.texts.fill("file_remove", "name", &remove)).child(icon(icons::CLOSE)))
}

fn progress(name: &str, fate: ArcRwSignal<Fate>) -> El {
    el("progress", "").attr("max", "100").attr("aria-label", name).attr_now("value", move || match fate.get() {
        Fate::Sending(percent) => percent.to_string(),
        _ => "100".to_owned(),
    })
}

fn said(app: App, why: &'static str) -> String {
    let about = app.about.get();
    let most = about.rules.as_ref().map_or(0, |rules| rules.max_bytes);
    app.texts.fill(why, "size", &size_of(most))
}

/// The button that had the focus is about to go.
fn focus_field(near: &HtmlElement) {
    let field = near.closest("form").ok().flatten().and_then(|form| form.query_selector("textarea").ok().flatten());
    if let Some(field) = field {
        let _ = field.unchecked_into::<HtmlElement>().focus();
    }
}
