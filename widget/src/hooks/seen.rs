//! Noticing that something comes into view.

use js_sys::Array;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry};

/// Calls back once when an element is seen for the first time, unless this is dropped before.
pub(crate) struct Seen {
    observer: IntersectionObserver,
    _call: Closure<dyn FnMut(Array, IntersectionObserver)>,
}

impl Seen {
    /// `None` in a browser that cannot tell.
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

impl Drop for Seen {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
