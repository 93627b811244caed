//! The widget's texts: one catalogue per language, sent with the configuration.

use std::{collections::BTreeMap, sync::LazyLock};

/// The texts of one language.
pub struct Catalogue {
    /// BCP 47.
    pub language: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// By key.
    pub texts: BTreeMap<String, String>,
}

/// Language, direction, texts. The first one is complete; it stands in for what another lacks.
const SOURCES: &[(&str, &str, &str)] = &[("en", "ltr", include_str!("languages/en.json"))];

static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| SOURCES.iter().map(parse).collect());

/// What a launcher shows before the chat is loaded.
const LAUNCHER: &[&str] = &["open", "close", "unavailable", "reload"];

#[expect(clippy::expect_used, reason = "the catalogues are compiled in; a test reads them all")]
fn parse((language, direction, json): &(&'static str, &'static str, &'static str)) -> Catalogue {
    Catalogue { language, direction, texts: serde_json::from_str(json).expect("a catalogue is a JSON object of texts") }
}

/// The catalogue for a language tag: itself, its language without region, or the first one.
pub fn catalogue(tags: &[&str]) -> &'static Catalogue {
    tags.iter().find_map(|tag| exact(tag)).unwrap_or(&CATALOGUES[0])
}

fn exact(tag: &str) -> Option<&'static Catalogue> {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let find = |wanted: &str| CATALOGUES.iter().find(|c| c.language.eq_ignore_ascii_case(wanted));
    find(tag).or_else(|| find(primary))
}

impl Catalogue {
    /// The texts a launcher needs.
    pub fn launcher(&self) -> BTreeMap<String, String> {
        let text = |key: &&str| Some(((*key).to_owned(), self.texts.get(*key)?.clone()));
        LAUNCHER.iter().filter_map(text).collect()
    }
}

/// A language tag as sent by a client: at most 35 characters of letters, digits and `-`, as RFC 5646 has them.
pub fn is_tag(text: &str) -> bool {
    (1..=35).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogues_have_the_same_texts_and_none_is_empty() {
        for catalogue in CATALOGUES.iter() {
            assert!(catalogue.texts.keys().eq(CATALOGUES[0].texts.keys()), "{}", catalogue.language);
            assert!(catalogue.texts.values().all(|text| !text.trim().is_empty()), "{}", catalogue.language);
            assert_eq!(catalogue.launcher().len(), LAUNCHER.len());
        }
    }

    #[test]
    fn a_region_falls_back_to_its_language_and_the_unknown_to_english() {
        assert_eq!(catalogue(&["en-GB"]).language, "en");
        assert_eq!(catalogue(&["tlh", "en"]).language, "en");
        assert_eq!(catalogue(&[]).language, "en");
    }
}
