//! Texts in the owner's language.
//!
//! A catalogue is a flat JSON object. English is whole and in the program; another language is a file that is fetched before
//! anything is drawn. A text it lacks is shown in English. A change of the language loads the page again, so texts are no
//! signals.

use std::{collections::HashMap, sync::OnceLock};

use gloo_net::http::Request;
use leptos::prelude::document;

const ENGLISH: &str = include_str!("languages/en.json");

/// Languages there are: tag, the language's own name, and the direction it is written in. The first stands in for others.
pub(crate) const LANGUAGES: [(&str, &str, &str); 3] =
    [("en", "English", "ltr"), ("de", "Deutsch", "ltr"), ("ar", "العربية", "rtl")];

struct Texts {
    language: &'static str,
    own: HashMap<String, String>,
    english: HashMap<String, String>,
}

static TEXTS: OnceLock<Texts> = OnceLock::new();

/// Chooses the language: `chosen`, else the one the server painted the page in; `base` is the path of the public URL. A
/// catalogue that cannot be fetched leaves the dashboard in English.
pub(crate) async fn start(chosen: Option<String>, base: &str) {
    let attribute = |name| document().document_element().and_then(|root| root.get_attribute(name));
    let wanted = chosen.or_else(|| attribute("lang")).unwrap_or_default();
    let wanted = LANGUAGES.into_iter().find(|(tag, ..)| *tag == wanted).unwrap_or(LANGUAGES[0]);
    let files = attribute("data-texts").unwrap_or_default();
    let file = files.split(' ').filter_map(|pair| pair.split_once('=')).find(|(tag, _)| *tag == wanted.0);
    let own = match file {
        Some((_, file)) => read(&format!("{base}/{file}")).await,
        None => None,
    };
    let (language, _, direction) = if own.is_some() { wanted } else { LANGUAGES[0] };
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", language);
        let _ = root.set_attribute("dir", direction);
    }
    let _ = TEXTS.set(Texts { language, own: own.unwrap_or_default(), english: parsed(ENGLISH) });
}

async fn read(address: &str) -> Option<HashMap<String, String>> {
    let text = Request::get(address).send().await.ok()?.text().await.ok()?;
    serde_json::from_str(&text).ok()
}

fn parsed(catalogue: &str) -> HashMap<String, String> {
    serde_json::from_str(catalogue).unwrap_or_default()
}

fn all() -> &'static Texts {
    TEXTS.get_or_init(|| Texts { language: "en", own: HashMap::new(), english: parsed(ENGLISH) })
}

/// The language in use, as a BCP 47 tag.
pub(crate) fn language() -> &'static str {
    all().language
}

/// The text of a key; the key itself when there is none.
pub(crate) fn t(key: &'static str) -> &'static str {
    found(key).unwrap_or(key)
}

/// The text of a key, if there is one.
pub(super) fn found(key: &str) -> Option<&'static str> {
    let Texts { own, english, .. } = all();
    own.get(key).or_else(|| english.get(key)).map(String::as_str)
}

/// The text of a key with its `{name}`s replaced.
pub(crate) fn fill(key: &'static str, values: &[(&str, &str)]) -> String {
    filled(t(key), values)
}

/// A text with its `{name}`s replaced.
pub(super) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
