//! The clipboard.

use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Copies a text; `done` is told if it worked. Pages without TLS have no clipboard.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"));
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return done(false);
    }
    let writing = window().navigator().clipboard().write_text(text);
    spawn_local(async move { done(JsFuture::from(writing).await.is_ok()) });
}
