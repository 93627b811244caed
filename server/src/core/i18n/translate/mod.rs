//! The widget's texts: one catalogue per language, sent with the configuration.
//!
//! A catalogue that lacks a text, has one too many, or loses a `{placeholder}` stops the build ([`checked_texts!`]). A text with a
//! number is written so that no language needs a plural for it: "Characters left: {count}".

use std::{collections::BTreeMap, sync::LazyLock};

use parlor_shared::widget::Role;

use super::{
    built_in::built_in_languages,
    checked::{checked_texts, read},
};

/// The texts of one language.
#[derive(Debug)]
pub struct Catalogue {
    /// BCP 47.
    pub language: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// By key.
    pub texts: BTreeMap<String, String>,
}

/// Language and texts.
const SOURCES: &[(&str, &str)] = built_in_languages!(checked_texts! "../languages/" :);

static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| read(SOURCES).into_iter().map(catalogue_of).collect());

/// The texts that a launcher shows before the chat is loaded.
const LAUNCHER: &[&str] =
    &["open", "close", "unavailable", "reload", "dismiss", "unread", "plain_page", "error_origin"];

/// The direction stands in the file too, so that a new language cannot be without one; it is no text to be shown.
fn catalogue_of((language, mut texts): (&'static str, BTreeMap<String, String>)) -> Catalogue {
    let is_rtl = texts.remove("direction").is_some_and(|direction| direction == "rtl");
    let direction = if is_rtl { "rtl" } else { "ltr" };
    Catalogue { language, direction, texts }
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
    /// The text of a key; empty for a key that is not there.
    pub fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// `You said`, `Ada said`.
    pub fn speaker(&self, role: Role, agent: &str) -> String {
        match role {
            Role::User => self.text("you_said").to_owned(),
            Role::Agent => self.text("agent_said").replace("{name}", agent),
        }
    }

    /// The texts a launcher needs, and those of a chat that gets no session.
    pub fn launcher(&self) -> BTreeMap<String, String> {
        let text = |key: &&str| Some(((*key).to_owned(), self.texts.get(*key)?.clone()));
        LAUNCHER.iter().filter_map(text).collect()
    }
}

impl Catalogue {
    /// The tag to write dates and numbers by: `spoken` with its region where that is this language, else this language.
    pub fn tag(&self, spoken: &str) -> String {
        let primary = spoken.split('-').next().unwrap_or_default();
        if primary.eq_ignore_ascii_case(self.language) { spoken } else { self.language }.to_owned()
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
    fn no_text_is_empty() {
        for catalogue in CATALOGUES.iter() {
            assert!(catalogue.texts.values().all(|text| !text.trim().is_empty()), "{}", catalogue.language);
            assert_eq!(catalogue.launcher().len(), LAUNCHER.len());
        }
    }

    #[test]
    fn every_language_has_a_direction() {
        for (language, json) in SOURCES {
            let texts: BTreeMap<String, String> = serde_json::from_str(json).unwrap();
            assert!(matches!(texts["direction"].as_str(), "ltr" | "rtl"), "{language}");
        }
        let rtl: Vec<_> = CATALOGUES.iter().filter(|c| c.direction == "rtl").map(|c| c.language).collect();
        assert!(rtl.contains(&"ar") && !rtl.contains(&"en"), "{rtl:?}");
        assert!(CATALOGUES.iter().all(|c| !c.texts.contains_key("direction")));
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
