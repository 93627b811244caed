//! Features of the browser.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Returns true if the window has a property of this name.
pub(crate) fn has_api(name: &str) -> bool {
    web_sys::window().is_some_and(|window| Reflect::has(&window, &JsValue::from_str(name)).unwrap_or(false))
}
