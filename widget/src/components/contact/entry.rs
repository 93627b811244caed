//! One field of the form: its label, the field, what is wrong with it.

use leptos::prelude::*;
use parlor_shared::{config::Ask, widget::is_address};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::{
    dom::{El, el},
    driver::App,
};

/// A field that is asked for.
#[derive(Clone)]
pub(super) struct Entry {
    app: App,
    name: &'static str,
    field: HtmlInputElement,
    required: bool,
    /// The key of what is wrong; empty for nothing.
    wrong: RwSignal<&'static str>,
}

impl Entry {
    /// `None` when the owner does not ask for it. `name` is the wire's name, the label's text and what browsers fill in.
    pub(super) fn new(app: App, name: &'static str, kind: &str, ask: Ask) -> Option<Self> {
        if ask == Ask::No {
            return None;
        }
        let required = ask == Ask::Required;
        let wrong = RwSignal::new("");
        let most = if name == "phone" { "40" } else { "200" };
        let field = el("input", "")
            .attr("id", name)
            .attr("type", kind)
            .attr("maxlength", most)
            .attr("autocomplete", if name == "phone" { "tel" } else { name })
            .attr("aria-describedby", &[name, "-wrong"].concat())
            .aria("aria-required", move || required)
            .aria("aria-invalid", move || !wrong.get().is_empty());
        let field = if name == "name" { field.attr("dir", "auto") } else { field.attr("dir", "ltr") };
        // What is being put right is no longer called wrong.
        let field = field.on("input", move |_| wrong.set(""));
        Some(Self { app, name, field: field.0.unchecked_into(), required, wrong })
    }

    pub(super) fn view(&self) -> El {
        let (app, wrong) = (self.app, self.wrong);
        let label = el("label", "label").attr("for", self.name).child(el("span", "").text_now(app.t(self.name)));
        let label = if self.required {
            label
        } else {
            label.child(el("em", "").text_now(move || [" (", &app.texts.get("contact_optional"), ")"].concat()))
        };
        let told = move || Some(wrong.get()).filter(|key| !key.is_empty()).map(|key| app.texts.get(key));
        el("div", "entry").child(label).child(El(self.field.clone().unchecked_into())).child(
            el("p", "wrong").attr("id", &[self.name, "-wrong"].concat()).text_now(move || told().unwrap_or_default()),
        )
    }

    /// Without white space around it.
    pub(super) fn value(&self) -> String {
        self.field.value().trim().to_owned()
    }

    /// Whether it can be sent; what is wrong is shown.
    pub(super) fn check(&self) -> bool {
        let value = self.value();
        let wrong = match self.name {
            _ if value.is_empty() && self.required => "contact_missing",
            "email" if !is_address(&value) => "contact_email",
            _ => "",
        };
        self.wrong.set(wrong);
        wrong.is_empty()
    }

    pub(super) fn focus(&self) {
        let _ = self.field.focus();
    }
}
