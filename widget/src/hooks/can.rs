//! What this browser has.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Whether the window has something of this name.
pub(crate) fn can(name: &str) -> bool {
    web_sys::window().is_some_and(|window| Reflect::has(&window, &JsValue::from_str(name)).unwrap_or(false))
}
