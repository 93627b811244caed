//! Detecting that an element comes into view.

use js_sys::Array;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry};

/// Calls back once when an element becomes visible for the first time, unless it is dropped before.
pub(crate) struct VisibilityObserver {
    observer: IntersectionObserver,
    _call: Closure<dyn FnMut(Array, IntersectionObserver)>,
}

impl VisibilityObserver {
    /// Starts observing. `None` in a browser without this feature.
    pub(crate) fn new(element: &HtmlElement, mut call: impl FnMut() + 'static) -> Option<Self> {
        let call = Closure::<dyn FnMut(Array, IntersectionObserver)>::new(
            move |entries: Array, observer: IntersectionObserver| {
                if entries.iter().any(|entry| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting()) {
                    observer.disconnect();
                    call();
                }
            },
        );
        let observer = IntersectionObserver::new(call.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _call: call })
    }
}

impl Drop for VisibilityObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
