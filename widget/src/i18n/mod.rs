//! The widget's texts. The server sends those of the visitor's language; English stands in until it has.

mod english;

use std::collections::BTreeMap;

use leptos::prelude::*;

/// The texts in use.
#[derive(Clone, Copy)]
pub(crate) struct Texts(RwSignal<BTreeMap<String, String>>);

impl Texts {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    pub(crate) fn set(self, texts: BTreeMap<String, String>) {
        self.0.try_set(texts);
    }

    /// The text of `key`; follows the language when read in a view.
    pub(crate) fn get(self, key: &'static str) -> String {
        self.0.with(|texts| pick(texts, key))
    }

    /// The text of `key` as of now, outside views. English once the widget is gone.
    pub(crate) fn get_now(self, key: &'static str) -> String {
        self.0.try_with_untracked(|texts| pick(texts, key)).unwrap_or_else(|| english::text(key).to_owned())
    }

    /// The text of `key` with each `{name}` replaced.
    pub(crate) fn fill(self, key: &'static str, name: &str, value: &str) -> String {
        self.get(key).replace(&["{", name, "}"].concat(), value)
    }
}

fn pick(texts: &BTreeMap<String, String>, key: &'static str) -> String {
    let told = texts.get(key).filter(|text| !text.is_empty());
    told.map_or_else(|| english::text(key).to_owned(), Clone::clone)
}
