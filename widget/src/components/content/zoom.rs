//! Pictures, each in a button that enlarges it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::address::is_safe_image;
use crate::{
    dom::{El, el},
    hooks::object,
    i18n::Texts,
    state::{Dispatch, ViewAction},
};

/// Creates a picture in a button that enlarges it; `None` for an address that pictures may not have. [`enlarge`]
/// handles the button.
pub(super) fn picture(src: &str, alt: &str, host: &str, texts: Texts) -> Option<El> {
    let name = [texts.get_now("maximize"), alt.to_owned()].join(" ");
    let button = |picture| el("button", "zoom").attr("type", "button").attr("aria-label", name.trim()).child(picture);
    plain_picture(src, alt, host).map(button)
}

/// Creates the picture alone, for places that are buttons or links themselves.
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
pub(crate) fn enlarge(dispatch: Dispatch, event: &Event) {
    let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok()?.closest("button.zoom").ok()?);
    if let Some(button) = pressed {
        dispatch.send(ViewAction::CallScript("blocks:enlarge", object(&[("picture", Some(button.into()))])));
    }
}
