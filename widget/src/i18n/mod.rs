//! The widget's texts. The server sends them in the visitor's language; until then, English is used.

mod english;

use std::sync::Arc;

use crate::reactive::prelude::*;

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

    /// Returns the text of `key`; a view that reads it follows the language.
    pub(crate) fn get(self, key: &'static str) -> String {
        pick(&self.0.get(), key)
    }

    /// Returns the text of `key` as a signal for a view.
    pub(crate) fn signal(self, key: &'static str) -> impl Fn() -> String + Copy + 'static {
        move || self.get(key)
    }

    /// Returns the current text of `key`, outside views. English once the widget is gone.
    pub(crate) fn get_now(self, key: &'static str) -> String {
        self.0.try_get_untracked().map_or_else(|| english::text(key).to_owned(), |texts| pick(&texts, key))
    }

    /// Returns the text of `key` with its `{name}` replaced.
    pub(crate) fn fill(self, key: &'static str, name: &str, value: &str) -> String {
        let text = self.get(key);
        let around = text.split_once('{').and_then(|(before, rest)| Some((before, rest.strip_prefix(name)?)));
        let around = around.and_then(|(before, rest)| Some((before, rest.strip_prefix('}')?)));
        around.map_or_else(|| text.clone(), |(before, after)| [before, value, after].concat())
    }
}

fn pick(texts: &[(String, String)], key: &'static str) -> String {
    let told = texts.iter().find(|(name, text)| name == key && !text.is_empty()).map(|(_, text)| text);
    told.map_or_else(|| english::text(key).to_owned(), Clone::clone)
}
