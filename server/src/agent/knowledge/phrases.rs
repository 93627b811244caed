//! Small talk and the built-in replies: in the visitor's language, in English when that is not known. `data/phrases` has
//! what visitors say, [`core::i18n::phrases`](crate::core::i18n::phrases) what they are answered.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::text::fold;
use crate::core::{
    i18n::{built_in::built_in_languages, phrases as texts},
    owner::agent::Replies,
};

macro_rules! files {
    ($($language:literal)*) => { &[$(($language, include_str!(concat!("data/phrases/", $language, ".toml")))),*] };
}

/// Files of languages; the first is for all others.
const FILES: &[(&str, &str)] = built_in_languages!(files!);

/// Longer messages ask something.
const LONGEST: usize = 120;

static ALL: LazyLock<Vec<Phrases>> =
    LazyLock::new(|| FILES.iter().map(|(language, text)| read(language, text)).collect());

/// The kinds of small talk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Talk {
    /// A greeting.
    Hello,
    /// A farewell.
    Bye,
    /// Thanks.
    Thanks,
    /// "How are you?"
    HowAreYou,
    /// "Who are you?"
    WhoAreYou,
    /// "What can you do?"
    WhatCanYouDo,
    /// "Are you a bot?"
    AreYouABot,
    /// Somebody wants a person.
    WantAPerson,
}

impl Talk {
    fn built_in(self, texts: &texts::Phrases) -> &str {
        match self {
            Self::Hello => &texts.hello,
            Self::Bye => &texts.bye,
            Self::Thanks => &texts.thanks,
            Self::HowAreYou => &texts.how_are_you,
            Self::WhoAreYou => &texts.who_are_you,
            Self::WhatCanYouDo => &texts.what_can_you_do,
            Self::AreYouABot => &texts.are_you_a_bot,
            Self::WantAPerson => &texts.want_a_person,
        }
    }

    const fn own(self, replies: &Replies) -> Option<&String> {
        match self {
            Self::Hello => replies.hello.as_ref(),
            Self::Bye => replies.bye.as_ref(),
            Self::Thanks => replies.thanks.as_ref(),
            Self::HowAreYou => replies.how_are_you.as_ref(),
            Self::WhoAreYou => replies.who_are_you.as_ref(),
            Self::WhatCanYouDo => replies.what_can_you_do.as_ref(),
            Self::AreYouABot => replies.are_you_a_bot.as_ref(),
            Self::WantAPerson => replies.want_a_person.as_ref(),
        }
    }
}

/// The texts of one language.
#[derive(Debug)]
pub(super) struct Phrases {
    language: &'static str,
    fillers: Vec<String>,
    talk: BTreeMap<Talk, Vec<Pattern>>,
    /// The built-in replies.
    pub(super) texts: &'static texts::Phrases,
    questions: Questions,
}

/// Parts of a message, each in one of several ways.
#[derive(Debug)]
struct Pattern(Vec<Vec<String>>);

#[derive(Debug, Deserialize)]
struct File {
    fillers: Vec<String>,
    #[serde(default)]
    questions: Questions,
    #[serde(flatten)]
    talk: BTreeMap<Talk, TalkPatterns>,
}

#[derive(Debug, Deserialize)]
struct TalkPatterns {
    said: Vec<String>,
}

/// Templates that turn some headings into questions, in languages that have such forms.
#[derive(Debug, Default, Deserialize)]
struct Questions {
    how: Option<String>,
    #[serde(default)]
    verbs: Vec<String>,
    /// Words one of which follows a verb, where verbs may be nouns too; empty: any word does.
    #[serde(default)]
    after_verbs: Vec<String>,
    tell: Option<String>,
    #[serde(default)]
    question_words: Vec<String>,
}

/// Reads a language's file. A test reads them all.
#[expect(clippy::expect_used, reason = "the files are compiled in")]
fn read(language: &'static str, text: &str) -> Phrases {
    let file: File = toml::from_str(text).expect("a file of phrases has the fields of its type");
    let plain = |said: &String| plain(said, language);
    let patterns = |(talk, said): (Talk, TalkPatterns)| {
        (talk, said.said.iter().map(|pattern| Pattern::new(pattern, language)).collect())
    };
    Phrases {
        language,
        fillers: file.fillers.iter().map(plain).collect(),
        talk: file.talk.into_iter().map(patterns).collect(),
        texts: texts::phrases(language),
        questions: file.questions,
    }
}

/// The texts for a BCP 47 tag.
pub(super) fn phrases(tag: &str) -> Option<&'static Phrases> {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    ALL.iter().find(|phrases| phrases.language.eq_ignore_ascii_case(language)).or_else(|| ALL.first())
}

/// Recognises small talk, and gives the texts of the language it is in: preferably the visitor's.
pub(super) fn small_talk(message: &str, preferred: &'static Phrases) -> Option<(Talk, &'static Phrases)> {
    if message.chars().count() > LONGEST {
        return None;
    }
    let mut languages =
        [preferred].into_iter().chain(ALL.iter().filter(|phrases| phrases.language != preferred.language));
    languages.find_map(|phrases| phrases.talk_in(message).map(|talk| (talk, phrases)))
}

impl Phrases {
    fn talk_in(&self, message: &str) -> Option<Talk> {
        let said = plain(message, self.language);
        let matches = |said: &str| {
            let all = self.talk.iter();
            all.filter(|(_, said_in)| said_in.iter().any(|pattern| pattern.matches(said))).map(|(talk, _)| *talk).next()
        };
        if said.is_empty() { None } else { matches(&said).or_else(|| matches(self.without_fillers(&said))) }
    }

    /// Without words at the beginning and the end that change nothing.
    fn without_fillers<'a>(&self, said: &'a str) -> &'a str {
        let mut said = said;
        while let Some(shorter) = self.fillers.iter().find_map(|filler| without(said, filler, self.joins())) {
            said = shorter;
        }
        said
    }

    /// Words stand without blanks.
    fn joins(&self) -> bool {
        joins(self.language)
    }

    /// The reply of an agent of this name; the owner's own words go first.
    pub(super) fn reply(&self, talk: Talk, agent: &str, own: &Replies) -> String {
        let reply = talk.own(own).map_or_else(|| talk.built_in(self.texts), String::as_str);
        reply.replace("{name}", agent)
    }

    /// A heading as a question.
    pub(super) fn question(&self, heading: &str) -> String {
        if heading.trim_end().ends_with(['?', '？', '؟', ';']) {
            return heading.trim().to_owned();
        }
        let questions = &self.questions;
        let mut words = heading.split_whitespace().map(str::to_lowercase);
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_verb = questions.verbs.contains(&first)
            && (questions.after_verbs.is_empty() || questions.after_verbs.contains(&second));
        let form = match (&questions.tell, &questions.how) {
            // A name after a colon means the same.
            (Some(tell), _) if questions.question_words.contains(&first) && !heading.contains(':') => tell,
            (_, Some(how)) if is_verb => how,
            _ => return self.texts.about.replace("{heading}", heading),
        };
        let mut rest = heading.chars();
        let lower: String = rest.next().into_iter().flat_map(char::to_lowercase).chain(rest).collect();
        form.replace("{heading}", &lower)
    }
}

fn joins(language: &str) -> bool {
    matches!(language, "zh" | "ja")
}

/// A message without a filler at one of its ends.
fn without<'a>(said: &'a str, filler: &str, joins: bool) -> Option<&'a str> {
    let shorter = said
        .strip_prefix(filler)
        .filter(|rest| joins || rest.starts_with(' '))
        .or_else(|| said.strip_suffix(filler).filter(|rest| joins || rest.ends_with(' ')));
    shorter.map(str::trim).filter(|rest| !rest.is_empty() && !filler.is_empty())
}

/// In lower case, without marks, punctuation and apostrophes, with single blanks, or with none.
fn plain(said: &str, language: &str) -> String {
    let folded = fold(said).replace(['\'', '`', '´'], "");
    let marks = |c: char| {
        if c.is_alphanumeric() || matches!(c, '\u{900}'..='\u{963}' | '\u{970}'..='\u{dff}') { c } else { ' ' }
    };
    let spaced: String = folded.chars().map(marks).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(if joins(language) { "" } else { " " })
}

impl Pattern {
    /// `[a|b]` is one of the two; an empty one may be left out.
    fn new(pattern: &str, language: &str) -> Self {
        let mut parts = Vec::new();
        for (at, part) in pattern.split(['[', ']']).enumerate() {
            let ways: Vec<String> = if at % 2 == 1 { part.split('|').collect() } else { vec![part] }
                .into_iter()
                .map(|way| plain(way, language))
                .collect();
            if at % 2 == 1 || ways.iter().any(|way| !way.is_empty()) {
                parts.push(ways);
            }
        }
        Self(parts)
    }

    fn matches(&self, said: &str) -> bool {
        Self::rest_matches(&self.0, said)
    }

    fn rest_matches(parts: &[Vec<String>], said: &str) -> bool {
        let Some((ways, rest)) = parts.split_first() else { return said.is_empty() };
        // Blanks stand between words only: what comes behind a part begins a word, or the part ends where it may.
        ways.iter()
            .any(|way| said.strip_prefix(way.as_str()).is_some_and(|left| Self::rest_matches(rest, left.trim_start())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> &'static Phrases {
        phrases("en").unwrap()
    }

    fn talk(message: &str) -> Option<(Talk, &'static str)> {
        small_talk(message, english()).map(|(talk, phrases)| (talk, phrases.language))
    }

    #[test]
    fn every_language_says_everything() {
        let own = Replies::default();
        for phrases in ALL.iter() {
            assert_eq!(phrases.talk.len(), 8, "{}", phrases.language);
            for talk in phrases.talk.keys() {
                assert!(!phrases.reply(*talk, "Ada", &own).contains(['{', '}']), "{} {talk:?}", phrases.language);
            }
            let texts = phrases.texts;
            // Buttons' texts are also typed.
            for (said, talk) in [
                (&texts.ask_person, Talk::WantAPerson),
                (&texts.person, Talk::WantAPerson),
                (&texts.no_thanks, Talk::Thanks),
            ] {
                assert_eq!(phrases.talk_in(said), Some(talk), "{} {said}", phrases.language);
            }
            assert!(phrases.question("Zürich").contains("Zürich"), "{}", phrases.language);
        }
    }

    #[test]
    fn a_region_falls_back_to_its_language_and_the_unknown_to_english() {
        for (tag, language) in
            [("en", "en"), ("de-AT", "de"), ("pt_BR", "pt"), ("ZH-Hant", "zh"), ("xx", "en"), ("", "en")]
        {
            assert_eq!(phrases(tag).unwrap().language, language, "{tag}");
        }
    }

    #[test]
    fn what_asks_nothing_is_answered_in_its_language() {
        for (message, wanted, language) in [
            ("Hi!", Talk::Hello, "en"),
            ("ok thanks", Talk::Thanks, "en"),
            ("Danke schön", Talk::Thanks, "de"),
            ("Are you a bot?", Talk::AreYouABot, "en"),
            ("bist du ein Roboter?", Talk::AreYouABot, "de"),
            ("who are you", Talk::WhoAreYou, "en"),
            ("what can you do for me?", Talk::WhatCanYouDo, "en"),
            ("I'd like to talk to a human, please.", Talk::WantAPerson, "en"),
            ("Quiero hablar con una persona", Talk::WantAPerson, "es"),
            ("谢谢！", Talk::Thanks, "zh"),
            ("안녕하세요", Talk::Hello, "ko"),
            ("こんにちは", Talk::Hello, "ja"),
            ("नमस्ते", Talk::Hello, "hi"),
        ] {
            assert_eq!(talk(message), Some((wanted, language)), "{message}");
        }
        let long = "hello ".repeat(40);
        for question in
            ["", "?", "How do I install the widget?", "Cancel my order", "thanksgiving", "退货", "hello kitty", &long]
        {
            assert_eq!(talk(question), None, "{question}");
        }
    }

    #[test]
    fn headings_become_questions() {
        for (heading, question) in [
            ("Install the kettle", "How do I install the kettle?"),
            ("How refunds are paid", "Can you tell me how refunds are paid?"),
            ("Cost of shipping", "What about “Cost of shipping”?"),
            ("Return policy", "What about “Return policy”?"),
            ("Order status", "What about “Order status”?"),
            ("Sign up for the newsletter", "How do I sign up for the newsletter?"),
            ("How many answers: daily budgets", "What about “How many answers: daily budgets”?"),
            ("Do I need a key?", "Do I need a key?"),
        ] {
            assert_eq!(english().question(heading), question);
        }
    }
}
