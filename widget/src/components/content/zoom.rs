//! Pictures, and one of them large over everything.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

use super::{super::tool, element::is_safe_image};
use crate::{
    dom::{El, el, icons},
    driver::App,
    i18n::Texts,
};

/// A picture in a button that enlarges it; `None` for an address pictures may not have. The button's work is in
/// [`enlarge`].
pub(in super::super) fn picture(src: &str, alt: &str, host: &str, texts: Texts) -> Option<El> {
    let name = [texts.get_now("maximize"), alt.to_owned()].join(" ");
    let button = |picture| el("button", "zoom").attr("type", "button").attr("aria-label", name.trim()).child(picture);
    plain_picture(src, alt, host).map(button)
}

/// The picture alone, for places that are buttons or links themselves.
pub(super) fn plain_picture(src: &str, alt: &str, host: &str) -> Option<El> {
    let picture = || {
        el("img", "")
            .attr("loading", "lazy")
            .attr("decoding", "async")
            .attr("referrerpolicy", "no-referrer")
            .attr("alt", alt)
            .attr("src", src)
    };
    is_safe_image(src, host).then(picture)
}

/// Where a picture is shown large. Escape, the button and a click anywhere close it; the browser gives the focus back.
pub(crate) fn lightbox(app: App) -> El {
    let place = el("dialog", "lightbox").attr_now("aria-label", app.t("maximize"));
    let (by_click, by_button) = (place.0.clone(), place.0.clone());
    place
        .child(el("img", "").attr("alt", ""))
        .child(tool(app, "minimize", icons::CLOSE, move || close(&by_button)))
        .on("click", move |_| close(&by_click))
        // Escape closes the picture, not the chat behind it.
        .on("keydown", |event| event.stop_propagation())
}

fn close(dialog: &HtmlElement) {
    if let Some(dialog) = dialog.dyn_ref::<HtmlDialogElement>() {
        dialog.close();
    }
}

/// Shows the picture of the button that was pressed, if this click was on one.
pub(crate) fn enlarge(event: &Event) {
    let Some((shown, dialog)) = pressed(event) else { return };
    let Ok(Some(large)) = dialog.query_selector("img") else { return };
    for name in ["src", "alt"] {
        // Names are constants, which no browser refuses.
        let _ = large.set_attribute(name, &shown.get_attribute(name).unwrap_or_default());
    }
    // Refused only while it is open already.
    let _ = dialog.show_modal();
}

fn pressed(event: &Event) -> Option<(Element, HtmlDialogElement)> {
    let button = event.target()?.dyn_into::<Element>().ok()?.closest("button.zoom").ok()??;
    let picture = button.query_selector("img").ok()??;
    let dialog = button.closest(".panel").ok()??.query_selector("dialog.lightbox").ok()??;
    Some((picture, dialog.dyn_into().ok()?))
}
