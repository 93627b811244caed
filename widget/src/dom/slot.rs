//! A place for a child that comes and goes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Text};

use super::El;

/// What holds controls and takes the focus itself.
const FOCUSABLE: &str = "[tabindex]";

/// Holds at most one child, and the owner of everything in it.
pub(super) struct Slot {
    parent: HtmlElement,
    /// An empty text: the child stands before it.
    place: Option<Text>,
    outer: Option<Owner>,
    inner: Option<Owner>,
    child: Option<El>,
}

impl Slot {
    /// A place after the children `parent` has now.
    pub(super) fn new(parent: &HtmlElement) -> Self {
        let place = Text::new().ok();
        if let Some(place) = &place {
            let _ = parent.append_child(place);
        }
        Self { parent: parent.clone(), place, outer: Owner::current(), inner: None, child: None }
    }

    /// The control that had the focus is gone: it stays near, where Escape and Tab still work, and not on the page.
    fn keep_focus(&self) {
        let near = self.parent.closest(FOCUSABLE).ok().flatten();
        if let Some(near) = near.and_then(|near| near.dyn_into::<HtmlElement>().ok()) {
            let _ = near.focus();
        }
    }

    /// Replaces the child.
    pub(super) fn show(&mut self, make: &mut dyn FnMut() -> Option<El>) {
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
