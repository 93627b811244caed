//! A widget's own texts in its languages: the owner's words, translated ahead of time by the agent's model.
//!
//! The words of buttons and notices are not here: they have catalogues ([`super::translate`]). Where the owner's words
//! have no translation, or have changed since it was made, the owner's words themselves are shown.

mod choice;
pub mod setup;
mod translator;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::core::widget::settings::Settings;
pub use choice::{LanguageHints, spoken};

/// The words of an owner that visitors read. Empty: not written.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnTexts {
    /// In the header.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Above the first message.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub intro: String,
    /// The agent's first words, Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub initial: String,
    /// In the empty composer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub placeholder: String,
}

impl OwnTexts {
    /// Returns the texts in these settings.
    pub fn of(settings: &Settings) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            title: text(&settings.title),
            intro: text(&settings.intro),
            initial: text(&settings.initial),
            placeholder: text(&settings.placeholder),
        }
    }

    /// Returns true if there is nothing to translate.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These settings with these words.
    pub fn put_into(self, mut settings: Settings) -> Settings {
        let Self { title, intro, initial, placeholder } = self;
        let text = |text: String| (!text.is_empty()).then_some(text);
        settings.title = text(title);
        settings.intro = text(intro);
        settings.initial = text(initial);
        settings.placeholder = text(placeholder);
        settings
    }

    /// Each text of three, by what `pick` makes of it.
    fn zip(one: &Self, two: &Self, three: &Self, pick: impl Fn(&str, &str, &str) -> String) -> Self {
        Self {
            title: pick(&one.title, &two.title, &three.title),
            intro: pick(&one.intro, &two.intro, &three.intro),
            initial: pick(&one.initial, &two.initial, &three.initial),
            placeholder: pick(&one.placeholder, &two.placeholder, &three.placeholder),
        }
    }
}

/// The owner's words as they were, and what became of them in each language. Stored as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Translations {
    /// The source texts of the translations.
    pub of: OwnTexts,
    /// By language tag in lower case.
    pub languages: BTreeMap<String, OwnTexts>,
}

impl Translations {
    /// Returns the texts in this language. A text without an up-to-date translation is returned as in `now`, the
    /// owner's current texts.
    pub fn texts(&self, language: &str, now: &OwnTexts) -> OwnTexts {
        match self.find(language) {
            None => now.clone(),
            Some(theirs) => OwnTexts::zip(now, &self.of, theirs, |now, then, translated| {
                let stands = now == then && !translated.is_empty();
                if stands { translated.to_owned() } else { now.to_owned() }
            }),
        }
    }

    /// The entry of a tag, else of its language without region.
    fn find(&self, language: &str) -> Option<&OwnTexts> {
        let tag = language.replace('_', "-").to_ascii_lowercase();
        let primary = tag.split('-').next().unwrap_or_default();
        self.languages.get(&tag).or_else(|| self.languages.get(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str, intro: &str) -> OwnTexts {
        OwnTexts { title: title.into(), intro: intro.into(), ..OwnTexts::default() }
    }

    fn translations() -> Translations {
        let languages = [("de", words("Hilfe", "Willkommen")), ("pt-br", words("Ajuda", ""))];
        Translations {
            of: words("Help", "Welcome"),
            languages: languages.into_iter().map(|(tag, texts)| (tag.to_owned(), texts)).collect(),
        }
    }

    #[test]
    fn a_region_falls_back_to_its_language_and_the_unknown_to_the_owner() {
        let now = words("Help", "Welcome");
        for (tag, title) in
            [("de", "Hilfe"), ("de-CH", "Hilfe"), ("DE_at", "Hilfe"), ("pt-BR", "Ajuda"), ("fr", "Help"), ("", "Help")]
        {
            assert_eq!(translations().texts(tag, &now).title, title, "{tag}");
        }
        assert_eq!(translations().texts("pt-BR", &now).intro, "Welcome", "what was not translated stays");
    }

    #[test]
    fn words_that_have_changed_are_not_translated() {
        let now = words("Ask us", "Welcome");
        assert_eq!(translations().texts("de", &now), words("Ask us", "Willkommen"));
        assert_eq!(translations().texts("de", &OwnTexts::default()), OwnTexts::default(), "taken away");
    }

    #[test]
    fn settings_give_and_take_words() {
        let settings = Settings { title: Some("Help".into()), plugins: Some(vec!["a".into()]), ..Settings::default() };
        let own = OwnTexts::of(&settings);
        assert_eq!(own, words("Help", ""));
        assert_eq!(own.put_into(settings.clone()), settings);
    }
}
