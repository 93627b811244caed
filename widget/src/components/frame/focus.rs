//! Focus while the panel covers the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, ShadowRoot};

const FOCUSABLE: &str = "button:not(:disabled),textarea,input:not(:disabled),select,summary,a[href],[tabindex='0']";

/// Keeps Tab inside the panel when it covers the page, as on a phone. In other layouts the page stays reachable.
pub(super) fn keep_focus_inside(panel: &HtmlElement, event: &KeyboardEvent) {
    if !covers_the_page(panel) {
        return;
    }
    let Some((first, last)) = ends(panel) else { return };
    let Ok(root) = panel.get_root_node().dyn_into::<ShadowRoot>() else { return };
    let active = root.active_element();
    let at = |end: &HtmlElement| active.as_ref().is_some_and(|active| **active == ***end);
    let turn = if event.shift_key() { at(&first).then_some(last) } else { at(&last).then_some(first) };
    if let Some(target) = turn {
        event.prevent_default();
        let _ = target.focus();
    }
}

/// Marks the panel as modal while it covers the page.
pub(super) fn say_modal(panel: &HtmlElement) {
    // The name is a constant that every browser accepts. Only dialogs may have it.
    let _ = if covers_the_page(panel) {
        panel.set_attribute("aria-modal", "true")
    } else {
        panel.remove_attribute("aria-modal")
    };
}

/// Returns true if the panel covers the page, as set in the style sheet, so that the two cannot disagree.
fn covers_the_page(panel: &HtmlElement) -> bool {
    let style = web_sys::window().and_then(|window| window.get_computed_style(panel).ok().flatten());
    style.and_then(|style| style.get_property_value("--covers").ok()).is_some_and(|value| value.trim() == "1")
}

fn ends(panel: &Element) -> Option<(HtmlElement, HtmlElement)> {
    let all = panel.query_selector_all(FOCUSABLE).ok()?;
    let mut visible = (0..all.length())
        .filter_map(|at| all.get(at)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| element.offset_height() > 0);
    let first = visible.next()?;
    let last = visible.next_back().unwrap_or_else(|| first.clone());
    Some((first, last))
}
