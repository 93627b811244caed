//! Building views out of elements and signals.
//!
//! Leptos owns the state: signals, effects, owners and their clean-up. Its `view!` types every element by its
//! attributes and children, which made this widget 180 kB (brotli); here all elements are one type, and all bindings
//! are effects of one type. Nothing is ever built from a string of markup.

pub(crate) mod icons;
mod list;
mod slot;

use std::any::Any;

pub(crate) use icons::icon;
use leptos::prelude::*;
pub(crate) use list::list;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement};

use self::slot::Slot;
use crate::hooks::Listener;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element in the making.
#[derive(Clone)]
pub(crate) struct El(pub(crate) HtmlElement);

/// A new HTML element with this class; an empty one is left out. What has a class is also a part of that name, for the
/// page's own style sheets; those that are promised are in `docs/appearance.md`.
pub(crate) fn el(tag: &str, class: &str) -> El {
    let element = El(create(|document| document.create_element(tag)).unchecked_into());
    element.attr_unless_empty("class", class).attr_unless_empty("part", class)
}

/// A new SVG element.
fn svg(tag: &str) -> El {
    El(create(|document| document.create_element_ns(Some(SVG), tag)).unchecked_into())
}

/// A button that does not submit.
pub(crate) fn button(class: &str, press: impl FnMut() + 'static) -> El {
    let mut press = press;
    el("button", class).attr("type", "button").on("click", move |_| press())
}

fn create(make: impl FnOnce(&Document) -> Result<Element, wasm_bindgen::JsValue>) -> Element {
    let document = web_sys::window().and_then(|window| window.document());
    match document.as_ref().map(make) {
        Some(Ok(element)) => element,
        // Names are constants and we were called from a page: this cannot be reached.
        _ => wasm_bindgen::throw_str("no document"),
    }
}

/// Runs now and again whenever a signal it read changes, until the owner around it is cleaned up.
pub(crate) fn watch(mut run: impl FnMut() + 'static) {
    keep(RenderEffect::new(move |_: Option<()>| run()));
}

/// Keeps a value until the owner around it is cleaned up.
pub(crate) fn keep<T: 'static>(value: T) {
    // One type for all of them, or the arena's code would be there once for each.
    let value: Box<dyn Any> = Box::new(value);
    let _ = StoredValue::new_local(value);
}

impl El {
    /// Sets an attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        // Names are constants, which no browser refuses.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Tells it from others of its class, by one more class and part.
    pub(crate) fn part(self, name: &str) -> Self {
        let _ = self.0.class_list().add_1(name);
        self.attr("part", name)
    }

    fn attr_unless_empty(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.attr(name, value) }
    }

    /// Keeps an attribute as computed.
    pub(crate) fn attr_now(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        watch(move || {
            let _ = element.set_attribute(name, &value());
        });
        self
    }

    /// Keeps a boolean attribute of ARIA, which is written out.
    pub(crate) fn aria(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.attr_now(name, move || if value() { "true" } else { "false" }.to_owned())
    }

    /// Keeps a class while the condition holds.
    pub(crate) fn class_now(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        let classes = self.0.class_list();
        watch(move || {
            let _ = classes.toggle_with_force(name, value());
        });
        self
    }

    /// Keeps a control disabled while the condition holds.
    pub(crate) fn disabled_now(self, value: impl Fn() -> bool + 'static) -> Self {
        let element = self.0.clone();
        watch(move || {
            let _ = element.toggle_attribute_with_force("disabled", value());
        });
        self
    }

    /// Sets the text.
    pub(crate) fn text(self, text: &str) -> Self {
        self.0.set_text_content(Some(text));
        self
    }

    /// Keeps the text as computed.
    pub(crate) fn text_now(self, text: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        watch(move || element.set_text_content(Some(&text())));
        self
    }

    /// Names a control for those who do not see it, and on hovering for those who do.
    pub(crate) fn named(self, name: impl Fn() -> String + Clone + 'static) -> Self {
        self.attr_now("aria-label", name.clone()).attr_now("title", name)
    }

    /// Listens until the owner around it is cleaned up.
    pub(crate) fn on(self, name: &'static str, call: impl FnMut(Event) + 'static) -> Self {
        keep(Listener::new(&self.0, name, call));
        self
    }

    /// Adds a child.
    pub(crate) fn child(self, child: El) -> Self {
        let El(child) = child;
        let _ = self.0.append_child(&child);
        self
    }

    /// Adds children.
    pub(crate) fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds a child that is made anew whenever `value` becomes another one; `None` for no child.
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

    /// Adds a child that is there while the condition holds.
    pub(crate) fn when(self, condition: impl Fn() -> bool + 'static, view: impl Fn() -> El + 'static) -> Self {
        self.slot(condition, move |shown| shown.then(&view))
    }
}
