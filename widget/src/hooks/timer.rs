//! Timers.

use wasm_bindgen::{JsCast, prelude::Closure};

/// A call that is made once, unless the timer is dropped first.
pub(crate) struct Timer {
    id: i32,
    _call: Closure<dyn FnMut()>,
}

impl Timer {
    /// Starts a timer. `None` without a window, where no timer can run.
    pub(crate) fn after(ms: i32, call: impl FnMut() + 'static) -> Option<Self> {
        let call = Closure::<dyn FnMut()>::new(call);
        let handler = call.as_ref().unchecked_ref();
        let id = web_sys::window()?.set_timeout_with_callback_and_timeout_and_arguments_0(handler, ms).ok()?;
        Some(Self { id, _call: call })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Returns the current time in milliseconds since 1970.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Lets the browser do other work while the page is visible: timers of hidden pages run only once a second.
pub(crate) async fn yield_to_browser() {
    let Some(window) = web_sys::window() else { return };
    if window.document().is_none_or(|document| document.hidden()) {
        return;
    }
    let soon = js_sys::Promise::new(&mut |resolve, _| _ = window.set_timeout_with_callback(&resolve));
    // The promise always resolves, because a timer cannot fail.
    let _ = wasm_bindgen_futures::JsFuture::from(soon).await;
}
