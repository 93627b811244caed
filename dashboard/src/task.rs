//! Work in a task of its own, so that the browser can draw and listen in between.

use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Ends once the browser has had its turn.
pub(crate) async fn next_task() {
    let turn = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback(&resolve);
    });
    let _ = JsFuture::from(turn).await;
}
