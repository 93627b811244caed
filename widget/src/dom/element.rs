//! Elements, their attributes, texts and listeners.

use crate::reactive::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement};

use crate::hooks::{Listener, Stored};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element that is being built.
#[derive(Clone)]
pub(crate) struct El(pub(crate) HtmlElement);

/// Creates an HTML element with this class; an empty class is left out. An element with a class is also a part of that
/// name, for the page's own style sheets; `docs/appearance.md` lists the supported ones.
pub(crate) fn el(tag: &str, class: &str) -> El {
    let element = El(create(|document| document.create_element(tag)).unchecked_into());
    element.attr_unless_empty("class", class).attr_unless_empty("part", class)
}

/// Creates an SVG element.
pub(super) fn svg(tag: &str) -> El {
    El(create(|document| document.create_element_ns(Some(SVG), tag)).unchecked_into())
}

/// Creates a button that does not submit.
pub(crate) fn button(class: &str, press: impl FnMut() + 'static) -> El {
    let mut press = press;
    el("button", class).attr("type", "button").on("click", move |_| press())
}

fn create(make: impl FnOnce(&Document) -> Result<Element, wasm_bindgen::JsValue>) -> Element {
    let document = web_sys::window().and_then(|window| window.document());
    match document.as_ref().map(make) {
        Some(Ok(element)) => element,
        // Names are constants and the caller runs in a page: this cannot be reached.
        _ => wasm_bindgen::throw_str("no document"),
    }
}

/// Runs now and whenever a signal it read changes, until the owner around it is cleaned up.
pub(crate) fn watch(mut run: impl FnMut() + 'static) {
    keep(RenderEffect::new(move |_: Option<()>| run()));
}

/// Keeps a value until the owner around it is cleaned up.
pub(crate) fn keep<T: 'static>(value: T) {
    let _ = Stored::new(value);
}

impl El {
    /// Sets an attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        // Names are constants that every browser accepts.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Distinguishes the element from others of its class, by one more class and part.
    pub(crate) fn part(self, name: &str) -> Self {
        let _ = self.0.class_list().add_1(name);
        self.attr("part", name)
    }

    fn attr_unless_empty(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.attr(name, value) }
    }

    /// Keeps an attribute equal to the computed value.
    pub(crate) fn bind_attr(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        watch(move || {
            let _ = element.set_attribute(name, &value());
        });
        self
    }

    /// Keeps a boolean ARIA attribute, written as `true` or `false`, equal to the computed value.
    pub(crate) fn bind_aria(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.bind_attr(name, move || if value() { "true" } else { "false" }.to_owned())
    }

    /// Sets a class while the condition holds.
    pub(crate) fn bind_class(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        let classes = self.0.class_list();
        watch(move || {
            let _ = classes.toggle_with_force(name, value());
        });
        self
    }

    /// Disables a control while the condition holds.
    pub(crate) fn bind_disabled(self, value: impl Fn() -> bool + 'static) -> Self {
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

    /// Keeps the text equal to the computed value.
    pub(crate) fn bind_text(self, text: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        watch(move || element.set_text_content(Some(&text())));
        self
    }

    /// Sets the name of a control, for screen readers and as a tooltip.
    pub(crate) fn named(self, name: impl Fn() -> String + Clone + 'static) -> Self {
        self.bind_attr("aria-label", name.clone()).bind_attr("title", name)
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
}
