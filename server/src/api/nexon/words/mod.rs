//! Error messages for visitors, in the languages of this API: one file per language.
//!
//! A file that lacks a message stops the build ([`checked_texts!`]). Clients show `error` unchanged. Messages about problems
//! that only a developer can fix (the key, a field) are in English.

use std::sync::LazyLock;

use parlor_shared::vendor::nexon::Lang;
use serde::Deserialize;

use crate::core::i18n::checked::{checked_texts, read};

/// One sentence or two in all languages of this API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Words {
    /// Too many requests.
    TooOften,
    /// One answer at a time.
    Busy,
    /// The conversation has cost what it may.
    Spent,
    /// The address, the widget or its team has cost what it may.
    ComeBack,
    /// The agent cannot be reached, broke off or failed.
    AgentDown,
    /// Asking again does not help.
    AgentCannot,
    /// The conversation does not fit the agent's model.
    TooLong,
    /// The agent took too long.
    AgentSlow,
    /// Our database, or we are stopping.
    Unavailable,
    /// Our fault.
    OurFault,
}

/// The messages of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Messages {
    too_often: String,
    busy: String,
    spent: String,
    come_back: String,
    agent_down: String,
    agent_cannot: String,
    too_long: String,
    agent_slow: String,
    unavailable: String,
    our_fault: String,
}

const SOURCES: &[(&str, &str)] = checked_texts! { "" : "en" "ro" "ru" };

static ALL: LazyLock<Vec<(&str, Messages)>> = LazyLock::new(|| read(SOURCES));

impl Words {
    /// In one of them.
    pub(super) fn within(self, lang: Lang) -> &'static str {
        let found = ALL.iter().find(|(own, _)| *own == lang.tag());
        let messages = &found.unwrap_or(&ALL[0]).1;
        match self {
            Self::TooOften => &messages.too_often,
            Self::Busy => &messages.busy,
            Self::Spent => &messages.spent,
            Self::ComeBack => &messages.come_back,
            Self::AgentDown => &messages.agent_down,
            Self::AgentCannot => &messages.agent_cannot,
            Self::TooLong => &messages.too_long,
            Self::AgentSlow => &messages.agent_slow,
            Self::Unavailable => &messages.unavailable,
            Self::OurFault => &messages.our_fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_there_in_every_language() {
        assert_eq!(ALL.iter().map(|(own, _)| *own).collect::<Vec<_>>(), Lang::ALL.map(Lang::tag));
        for words in [
            Words::TooOften,
            Words::Busy,
            Words::Spent,
            Words::ComeBack,
            Words::AgentDown,
            Words::AgentCannot,
            Words::TooLong,
            Words::AgentSlow,
            Words::Unavailable,
            Words::OurFault,
        ] {
            let said = Lang::ALL.map(|lang| words.within(lang));
            assert!(said.iter().all(|text| text.ends_with('.')), "{said:?}");
            assert!(said[0].is_ascii(), "{said:?}");
            assert!(!said[1].contains(['ş', 'ţ', 'ã']), "a cedilla is not a comma below: {said:?}");
        }
    }

    #[test]
    fn russian_has_no_latin_letters() {
        let (_, json) = SOURCES[2];
        let texts: std::collections::BTreeMap<String, String> = serde_json::from_str(json).unwrap();
        assert!(texts.values().all(|text| !text.contains(|c: char| c.is_ascii_alphabetic())), "{texts:?}");
    }
}
