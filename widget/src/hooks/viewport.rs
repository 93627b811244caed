//! The part of the window that an on-screen keyboard leaves free.

use web_sys::HtmlElement;

use super::listener::Listener;

/// Keeps `--vvh` and `--vvt` on `element`: height and top of the visual viewport, in CSS pixels. Phones place the
/// keyboard over the page without changing the layout. Dropping the returned listeners ends this.
pub(crate) fn follow_viewport(element: &HtmlElement) -> Vec<Listener> {
    let Some(viewport) = web_sys::window().and_then(|window| window.visual_viewport()) else { return Vec::new() };
    let (seen, style) = (viewport.clone(), element.style());
    let measure = move || {
        // Setting a custom property through the object model needs no permission and cannot fail in a way that matters.
        let _ = style.set_property("--vvh", &px(seen.height()));
        let _ = style.set_property("--vvt", &px(seen.offset_top()));
    };
    measure();
    ["resize", "scroll"]
        .map(|name| {
            let measure = measure.clone();
            Listener::new(&viewport, name, move |_| measure())
        })
        .into()
}

fn px(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "no window is that high")]
    let mut text = (length.round() as i32).to_string();
    text.push_str("px");
    text
}
