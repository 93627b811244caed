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

/// Language, direction, texts. All are complete; the first one stands in for languages that are not here. `pt` is
/// Brazilian Portuguese, `zh` is in simplified characters.
const SOURCES: &[(&str, &str, &str)] = &[
    ("en", "ltr", include_str!("languages/en.json")),
    ("de", "ltr", include_str!("languages/de.json")),
    ("fr", "ltr", include_str!("languages/fr.json")),
    ("es", "ltr", include_str!("languages/es.json")),
    ("it", "ltr", include_str!("languages/it.json")),
    ("pt", "ltr", include_str!("languages/pt.json")),
    ("nl", "ltr", include_str!("languages/nl.json")),
    ("pl", "ltr", include_str!("languages/pl.json")),
    ("ro", "ltr", include_str!("languages/ro.json")),
    ("ru", "ltr", include_str!("languages/ru.json")),
    ("uk", "ltr", include_str!("languages/uk.json")),
    ("tr", "ltr", include_str!("languages/tr.json")),
    ("ar", "rtl", include_str!("languages/ar.json")),
    ("he", "rtl", include_str!("languages/he.json")),
    ("zh", "ltr", include_str!("languages/zh.json")),
    ("ja", "ltr", include_str!("languages/ja.json")),
    ("ko", "ltr", include_str!("languages/ko.json")),
];

static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| SOURCES.iter().map(parse).collect());

/// What a launcher shows before the chat is loaded.
const LAUNCHER: &[&str] = &["open", "close", "unavailable", "reload", "plain_page"];

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
    fn placeholders_survive_translation() {
        let holes = |text: &str| {
            text.match_indices('{').map(|(at, _)| text[at..].split('}').next().map(str::to_owned)).collect()
        };
        for catalogue in CATALOGUES.iter() {
            for (key, english) in &CATALOGUES[0].texts {
                let [theirs, ours]: [Vec<_>; 2] = [holes(english), holes(&catalogue.texts[key])];
                assert_eq!(ours, theirs, "{} {key}", catalogue.language);
            }
        }
    }

    #[test]
    fn seventeen_languages_two_of_them_from_right_to_left() {
        assert_eq!(CATALOGUES.len(), 17);
        let rtl: Vec<_> = CATALOGUES.iter().filter(|c| c.direction == "rtl").map(|c| c.language).collect();
        assert_eq!(rtl, ["ar", "he"]);
    }

    #[test]
    fn a_region_falls_back_to_its_language_and_the_unknown_to_english() {
        assert_eq!(catalogue(&["en-GB"]).language, "en");
        assert_eq!(catalogue(&["pt_BR"]).language, "pt");
        assert_eq!(catalogue(&["zh-Hans-CN"]).language, "zh");
        assert_eq!(catalogue(&["tlh", "en"]).language, "en");
        assert_eq!(catalogue(&[]).language, "en");
    }
}
