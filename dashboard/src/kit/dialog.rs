//! A window above the page: the browser's own `<dialog>`, which keeps the focus in it and closes on Escape.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    button::{Button, Look},
    icon::Shape,
    page::unique,
};
use crate::i18n::t;

/// A dialog.
#[component]
pub(crate) fn Dialog(
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// It is open; set to false when it is closed.
    open: RwSignal<bool>,
    /// Wider, for texts.
    #[prop(optional)]
    wide: bool,
    /// The content; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let place: NodeRef<html::Dialog> = NodeRef::new();
    // A dialog that is opened once more while it is open keeps its content, with all that is typed in it.
    let has_content = Memo::new(move |_| open.get());
    let heading = unique("dialog");
    let labelled = heading.clone();
    Effect::new(move |_| {
        let Some(dialog) = place.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
                // People open it to type; its content is drawn by then.
                request_animation_frame(move || focus_field(&dialog));
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // The browser tells of the end later: by then it may be open again.
    let closed = move |_| {
        if place.get_untracked().is_some_and(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    view! {
        <dialog class=if wide { "dialog dialog-wide" } else { "dialog" } node_ref=place aria-labelledby=labelled
            on:close=closed>
            <div class="dialog-head">
                <h2 id=heading>{move || title.get()}</h2>
                <Button text=t("close").to_owned() icon=Shape::Close icon_only=true look=Look::Quiet
                    on_press=move |()| open.set(false)/>
            </div>
            <div class="dialog-body">{move || has_content.get().then(|| children())}</div>
        </dialog>
    }
}

/// The first field gets the focus, if there is one; else the browser's choice stays.
fn focus_field(dialog: &web_sys::HtmlDialogElement) {
    let field = dialog.query_selector(".dialog-body :is(input, textarea, select)").ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}
