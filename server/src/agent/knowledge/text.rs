//! Text as the ranking reads it: folded, cut into words, and those into terms.
//!
//! No language needs a dictionary. Inflected forms and compounds meet in their character grams, writing without spaces in
//! runs of characters, names and phrases in pairs of words.

use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;

/// Characters of a gram.
const GRAM: usize = 4;
/// Characters of a run in writing without spaces and with an alphabet.
const RUN: usize = 3;
/// Characters of a word that count in a pair of words' beginnings: the rest is mostly inflection.
const BEGINNING: usize = 4;

/// The identity of a term in an index: a hash of its kind and its text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct Term(u64);

#[derive(Clone, Copy, Hash)]
enum Kind {
    /// A word.
    Word,
    /// Words with the signs that join them: `data-key`, `2.1`, `c++`.
    Compound,
    /// Neighbouring words.
    Pair,
    /// The beginnings of neighbouring words.
    Beginnings,
    /// Characters of a word, its ends marked.
    Gram,
    /// Neighbouring characters of writing without spaces.
    Run,
}

impl Term {
    fn new(kind: Kind, text: &str) -> Self {
        Self::of(kind, text.chars())
    }

    fn of(kind: Kind, text: impl Iterator<Item = char>) -> Self {
        let mut hasher = DefaultHasher::new();
        kind.hash(&mut hasher);
        text.for_each(|c| u32::from(c).hash(&mut hasher));
        Self(hasher.finish())
    }
}

/// The kind of writing of a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Writing {
    /// With spaces between words.
    Spaced,
    /// Korean: with spaces, and short words that end in particles.
    Hangul,
    /// Han and kana.
    Ideographs,
    /// An alphabet without spaces: Thai, Lao, Khmer, Burmese.
    Unspaced,
}

/// A word, or a stretch of writing without spaces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word<'a> {
    /// Its letters.
    pub(super) text: &'a str,
    /// The kind of writing.
    pub(super) writing: Writing,
}

/// Lower case without accents, in one form for letters that have several.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().flat_map(char::to_lowercase).nfd().filter(|c| !is_accent(*c)) {
        match same(c) {
            "" => folded.push(c),
            other => folded.push_str(other),
        }
    }
    folded.nfc().collect()
}

/// Letters that people write in more than one way.
const fn same(c: char) -> &'static str {
    match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        'ς' => "σ",
        'ة' => "ه",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        '’' | '‘' | 'ʼ' => "'",
        _ => "",
    }
}

/// Accents of Latin, Greek, Cyrillic, vowel signs of Hebrew and Arabic, and characters nobody sees. Vowel signs of Indian
/// scripts and of Thai are letters.
const fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{ad}' | '\u{200b}'..='\u{200f}'
        | '\u{2060}' | '\u{feff}')
}

fn writing(c: char) -> Option<Writing> {
    match c {
        '\u{3005}'
        | '\u{3040}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Some(Writing::Ideographs),
        '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ece}' | '\u{1000}'..='\u{103f}' | '\u{1780}'..='\u{17d3}' => {
            Some(Writing::Unspaced)
        }
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => Some(Writing::Hangul),
        // Vowel signs of Indian scripts are no letters to `char`, their full stops no signs of vowels.
        '\u{964}' | '\u{965}' => None,
        '\u{900}'..='\u{dff}' => Some(Writing::Spaced),
        c if c.is_alphanumeric() => Some(Writing::Spaced),
        _ => None,
    }
}

/// The words of a folded text, in order.
pub(super) fn words(folded: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut open: Option<(usize, Writing)> = None;
    for (at, c) in folded.char_indices().chain([(folded.len(), ' ')]) {
        let now = writing(c);
        if let Some((from, kind)) = open.filter(|(_, kind)| now != Some(*kind)) {
            words.extend(folded.get(from..at).map(|text| Word { text: without_article(text), writing: kind }));
            open = None;
        }
        open = open.or(now.map(|kind| (at, kind)));
    }
    words
}

/// An Arabic word without the article and the particles that are written together with it; others as they are.
fn without_article(word: &str) -> &str {
    const PARTICLES: [&str; 7] = ["وال", "بال", "كال", "فال", "لل", "ال", "و"];
    let stem = PARTICLES.iter().find_map(|particle| word.strip_prefix(particle));
    stem.filter(|stem| stem.chars().nth(2).is_some()).unwrap_or(word)
}

/// Words with the signs that join them, as they are written: `data-key`, `2.1`, `e-404`, `c++`, `c#`.
pub(super) fn compounds(folded: &str) -> impl Iterator<Item = &str> {
    let whole =
        folded.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '#' | '/' | '@' | '\'')));
    whole.filter_map(|word| {
        let from_letter = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let ended = from_letter.trim_end_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '+' | '#')));
        let joined = ended.contains(|c: char| !c.is_alphanumeric());
        (joined && ended.len() <= 64 && ended.chars().all(|c| writing(c).is_none_or(|it| it == Writing::Spaced)))
            .then_some(ended)
    })
}

/// The term for a word.
pub(super) fn word(text: &str) -> Term {
    Term::new(Kind::Word, text)
}

/// The term for words that signs join.
pub(super) fn compound(text: &str) -> Term {
    Term::new(Kind::Compound, text)
}

/// The letters of a compound without its signs: `e-mail` is also `email`.
pub(super) fn closed(compound: &str) -> Option<String> {
    let letters = compound.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''));
    letters.then(|| compound.chars().filter(|c| c.is_alphabetic()).collect())
}

/// The terms for two neighbouring words.
pub(super) fn pair(first: &str, second: &str) -> [Term; 2] {
    let begins = |word: &str| word.chars().take(BEGINNING).collect::<String>();
    let joined = |a: &str, b: &str| [a, " ", b].concat();
    [
        Term::new(Kind::Pair, &joined(first, second)),
        Term::new(Kind::Beginnings, &joined(&begins(first), &begins(second))),
    ]
}

/// The terms inside a word. For writing without spaces each stands with the place of its first character and its length.
pub(super) fn parts(of: &Word<'_>) -> Vec<(Term, usize, usize)> {
    match of.writing {
        Writing::Spaced => grams(of.text),
        Writing::Hangul => runs(of.text, 2),
        Writing::Unspaced => runs(of.text, RUN),
        Writing::Ideographs if of.text.chars().nth(1).is_none() => runs(of.text, 1),
        Writing::Ideographs => [runs(of.text, 1), runs(of.text, 2)].concat(),
    }
}

fn grams(word: &str) -> Vec<(Term, usize, usize)> {
    // A sign that is in no folded word.
    let marked: Vec<char> = ['\u{1}'].into_iter().chain(word.chars()).chain(['\u{1}']).collect();
    windows(Kind::Gram, &marked, GRAM)
}

fn runs(word: &str, length: usize) -> Vec<(Term, usize, usize)> {
    windows(Kind::Run, &word.chars().collect::<Vec<_>>(), length)
}

/// Each window of the characters; all of them when they are fewer.
fn windows(kind: Kind, characters: &[char], length: usize) -> Vec<(Term, usize, usize)> {
    let length = length.min(characters.len()).max(1);
    let window = |(at, window): (usize, &[char])| (Term::of(kind, window.iter().copied()), at, length);
    characters.windows(length).enumerate().map(window).collect()
}

/// Every term of a text, as often as it is there.
pub(super) fn terms(folded: &str) -> Vec<Term> {
    let mut terms = Vec::with_capacity(folded.len() * 2);
    let mut before: Option<&str> = None;
    let all = words(folded);
    for of in &all {
        terms.extend(parts(of).into_iter().map(|(term, ..)| term));
        let spaced = of.writing == Writing::Spaced;
        if spaced || of.writing == Writing::Hangul {
            terms.push(word(of.text));
        }
        if let Some(before) = before.filter(|_| spaced) {
            terms.extend(pair(before, of.text));
        }
        before = spaced.then_some(of.text);
    }
    for joined in compounds(folded) {
        terms.push(compound(joined));
        terms.extend(closed(joined).map(|closed| word(&closed)));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(folded: &str) -> Vec<&str> {
        words(folded).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn letters_that_look_alike_are_alike() {
        for (one, other) in [
            ("Größe", "grosse"),
            ("CRÈME BRÛLÉE", "creme brulee"),
            ("İstanbul ılık", "istanbul ilik"),
            ("Ёлка", "елка"),
            ("Ｗｉｆｉ", "wifi"),
            ("الإرجاعُ", "الارجاع"),
            ("ΤΙΜΕΣ", "τιμεσ"),
            ("τιμές", "τιμεσ"),
            ("한국어", "한국어"),
            ("don’t", "don't"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
    }

    #[test]
    fn writing_is_cut_where_it_changes() {
        assert_eq!(texts(&fold("支持HTTP/2吗？ Ja!")), ["支持", "http", "2", "吗", "ja"]);
        assert_eq!(texts(&fold("รองรับ Wifi ไหม")), ["รองรับ", "wifi", "ไหม"]);
        assert_eq!(texts(&fold("क्या मैं कर सकता हूँ?")), ["क्या", "मैं", "कर", "सकता", "हूँ"]);
        assert_eq!(texts(""), [""; 0]);
    }

    #[test]
    fn what_signs_join_is_one_term_too() {
        let found = |text: &str| compounds(&fold(text)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found("Set `data-key` to E-404, C++ and C#."), ["data-key", "e-404", "c++", "c#"]);
        assert_eq!(found("Version 2.1. The end…"), ["2.1"]);
        assert_eq!(closed("e-mail").as_deref(), Some("email"));
        assert_eq!(closed("e-404"), None);
    }

    #[test]
    fn inflected_words_share_terms() {
        let shared = |one: &str, other: &str| {
            let (one, other) = (terms(&fold(one)), terms(&fold(other)));
            one.iter().filter(|term| other.contains(term)).count()
        };
        assert!(shared("Versandkosten", "Versandkostenpauschale") >= 10);
        assert!(shared("возврата", "возврат") >= 5);
        assert!(shared("退货政策", "我可以退货吗") >= 3);
        assert_eq!(shared("kettle", "banana"), 0);
    }
}
