//! A place for a child that can appear and disappear.

use crate::reactive::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Text};

use super::element::{El, watch};

/// Selects elements that contain controls and can take the focus themselves.
const FOCUSABLE: &str = "[tabindex]";

/// Holds at most one child, and the reactive owner of everything in it.
struct Slot {
    parent: HtmlElement,
    /// An empty text node: the child is placed before it.
    place: Option<Text>,
    outer: Option<Owner>,
    inner: Option<Owner>,
    child: Option<El>,
}

impl Slot {
    /// Creates a place after the current children of `parent`.
    fn new(parent: &HtmlElement) -> Self {
        let place = Text::new().ok();
        if let Some(place) = &place {
            let _ = parent.append_child(place);
        }
        Self { parent: parent.clone(), place, outer: Owner::current(), inner: None, child: None }
    }

    /// Moves the focus to a nearby element when the focused control is removed, so that Escape and Tab still work
    /// there.
    fn keep_focus(&self) {
        let near = self.parent.closest(FOCUSABLE).ok().flatten();
        if let Some(near) = near.and_then(|near| near.dyn_into::<HtmlElement>().ok()) {
            let _ = near.focus();
        }
    }

    /// Replaces the child.
    fn show(&mut self, make: &mut dyn FnMut() -> Option<El>) {
        if let Some(owner) = self.inner.take() {
            owner.cleanup();
        }
        let focused = self.child.take().is_some_and(|child| {
            let focused = child.0.matches(":focus-within").unwrap_or(false);
            child.0.remove();
            focused
        });
        let Some(outer) = &self.outer else { return };
        let owner = outer.with(Owner::new);
        self.child = owner.with(|| untrack(make));
        self.inner = Some(owner);
        if let Some(child) = &self.child {
            let _ = self.parent.insert_before(&child.0, self.place.as_ref().map(AsRef::as_ref));
        }
        if focused {
            self.keep_focus();
        }
    }
}

impl El {
    /// Adds a child that is created again whenever `value` changes; `None` for no child.
    pub(crate) fn slot<T: PartialEq + 'static>(
        self,
        value: impl Fn() -> T + 'static,
        view: impl Fn(&T) -> Option<El> + 'static,
    ) -> Self {
        let (mut slot, mut shown) = (Slot::new(&self.0), None);
        watch(move || {
            let now = value();
            if shown.as_ref() != Some(&now) {
                slot.show(&mut || view(&now));
                shown = Some(now);
            }
        });
        self
    }

    /// Adds a child that exists while the condition holds.
    pub(crate) fn when(self, condition: impl Fn() -> bool + 'static, view: impl Fn() -> El + 'static) -> Self {
        self.slot(condition, move |shown| shown.then(&view))
    }
}
