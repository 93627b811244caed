//! Built-in texts of agents and widgets, in the visitor's language or in English: one file per language.
//!
//! A file that lacks a text, has one too many, or loses a `{placeholder}` stops the build ([`checked_texts!`]).

use std::sync::LazyLock;

use serde::Deserialize;

use super::{
    built_in::built_in_languages,
    checked::{checked_texts, read},
};

/// The texts of one language.
#[derive(PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// To a visitor who left an address.
    pub lead_thanks: String,
    /// To a visitor who has not asked anything.
    pub offer: String,
    /// Takes the offer.
    pub tell_me_more: String,
    /// Declines it.
    pub no_thanks: String,
    /// The button that offers a person.
    pub person: String,
    /// The message that the button sends.
    pub ask_person: String,
    /// To a greeting.
    pub hello: String,
    /// To a farewell.
    pub bye: String,
    /// To thanks.
    pub thanks: String,
    /// To "How are you?".
    pub how_are_you: String,
    /// To "Who are you?"; `{name}` is the agent.
    pub who_are_you: String,
    /// To "What can you do?".
    pub what_can_you_do: String,
    /// To "Are you a bot?".
    pub are_you_a_bot: String,
    /// To somebody who wants a person.
    pub want_a_person: String,
    /// Above questions that may have been meant.
    pub unsure: String,
    /// To a question about which nothing was found.
    pub unknown: String,
    /// A question about `{heading}`.
    pub about: String,
}

/// Language and texts.
const SOURCES: &[(&str, &str)] = built_in_languages!(checked_texts! "" :);

static ALL: LazyLock<Vec<(&str, Phrases)>> = LazyLock::new(|| read(SOURCES));

/// The texts for a BCP 47 tag.
pub fn phrases(tag: &str) -> &'static Phrases {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    let found = ALL.iter().find(|(own, _)| own.eq_ignore_ascii_case(language));
    &found.unwrap_or(&ALL[0]).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_empty() {
        for (language, json) in SOURCES {
            let texts: std::collections::BTreeMap<String, String> = serde_json::from_str(json).unwrap();
            assert!(texts.values().all(|text| !text.trim().is_empty()), "{language}");
        }
    }

    #[test]
    fn a_region_falls_back_to_its_language_and_the_unknown_to_english() {
        assert_eq!(phrases("de-CH").tell_me_more, "Mehr erfahren");
        assert_eq!(phrases("FR").no_thanks, "Non merci");
        assert_eq!(phrases("pt_BR").no_thanks, "Não, obrigado");
        for odd in ["", "tlh", "-"] {
            assert_eq!(phrases(odd), phrases("en"));
        }
    }
}
