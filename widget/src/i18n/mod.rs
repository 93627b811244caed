//! The widget's texts. The server sends those of the visitor's language; English stands in until it has.

mod english;

use std::sync::Arc;

use leptos::prelude::*;

/// The texts in use.
#[derive(Clone, Copy)]
pub(crate) struct Texts(RwSignal<Arc<Vec<(String, String)>>>);

impl Texts {
    pub(crate) fn new() -> Self {
        Self(RwSignal::default())
    }

    pub(crate) fn set(self, texts: Vec<(String, String)>) {
        self.0.try_set(Arc::new(texts));
    }

    /// What the server sent, as of now.
    pub(crate) fn all(self) -> Arc<Vec<(String, String)>> {
        self.0.try_get_untracked().unwrap_or_default()
    }

    /// The text of `key`; follows the language when read in a view.
    pub(crate) fn get(self, key: &'static str) -> String {
        pick(&self.0.get(), key)
    }

    /// The text of `key` as of now, outside views. English once the widget is gone.
    pub(crate) fn get_now(self, key: &'static str) -> String {
        self.0.try_get_untracked().map_or_else(|| english::text(key).to_owned(), |texts| pick(&texts, key))
    }

    /// The text of `key` with each `{name}` replaced.
    pub(crate) fn fill(self, key: &'static str, name: &str, value: &str) -> String {
        self.get(key).replace(&["{", name, "}"].concat(), value)
    }
}

fn pick(texts: &[(String, String)], key: &'static str) -> String {
    let told = texts.iter().find(|(name, text)| name == key && !text.is_empty()).map(|(_, text)| text);
    told.map_or_else(|| english::text(key).to_owned(), Clone::clone)
}
