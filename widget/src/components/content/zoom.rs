//! Pictures, each in a button that shows it large.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::element::is_safe_image;
use crate::{
    dom::{El, el},
    driver::App,
    i18n::Texts,
};

/// A picture in a button that enlarges it; `None` for an address pictures may not have. The button's work is in
/// [`enlarge`].
pub(super) fn picture(src: &str, alt: &str, host: &str, texts: Texts) -> Option<El> {
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

/// Shows the picture of the button that was pressed, if this click was on one.
pub(crate) fn enlarge(app: App, event: &Event) {
    let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok()?.closest("button.zoom").ok()?);
    if let Some(button) = pressed {
        app.enlarge(&button);
    }
}
