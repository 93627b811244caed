//! Other words for the same, so that `delivery` finds what stands under "Shipping".

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use super::text::{fold, words};
use crate::core::i18n::built_in::built_in_languages;

macro_rules! lists {
    ($($language:literal)*) => { &[$(include_str!(concat!("data/synonyms/", $language, ".txt"))),*] };
}

/// Words of one language each.
const LISTS: &[&str] = built_in_languages!(lists!);

/// Words of many languages for the same: a visitor finds what is written in another one.
const ACROSS: &[&str] = &[include_str!("data/synonyms/across.txt")];

/// Letters in which two forms of a word agree at least.
const STEM: usize = 5;
/// Letters in which their ends may differ, both together: one more than one of them has is an ending, two are another word.
const ENDINGS: usize = 3;

static BUILT_IN: LazyLock<Groups> = LazyLock::new(|| read(LISTS));
static ACROSS_LANGUAGES: LazyLock<Groups> = LazyLock::new(|| read(ACROSS));

fn read(lists: &[&str]) -> Groups {
    let lines = lists.iter().flat_map(|list| list.lines()).filter(|line| !line.starts_with('#'));
    Groups::new(lines.map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>()))
}

#[derive(Debug, Default)]
struct Groups {
    words: Vec<Vec<String>>,
    of: HashMap<String, Vec<usize>>,
    /// The words of the known groups, sorted.
    sorted: BTreeSet<String>,
}

/// The built-in ones, and an owner's own. Each is a word, or several in a row.
#[derive(Debug, Default)]
pub(super) struct Synonyms {
    own: Groups,
}

impl Groups {
    fn new(groups: impl IntoIterator<Item = Vec<String>>) -> Self {
        let mut all = Self::default();
        for group in groups {
            let group: Vec<String> = group.iter().map(|said| spaced(said)).filter(|said| !said.is_empty()).collect();
            for said in &group {
                all.of.entry(said.clone()).or_default().push(all.words.len());
            }
            all.words.push(group);
        }
        all.sorted = all.of.keys().cloned().collect();
        all
    }

    fn of<'a>(&'a self, said: &'a str) -> impl Iterator<Item = &'a str> {
        let groups = self.of.get(said).into_iter().flatten().filter_map(|at| self.words.get(*at));
        groups.flatten().map(String::as_str).filter(move |other| *other != said)
    }

    /// The form in which a word is known: `lösche` as `löschen`.
    fn form<'a>(&'a self, said: &'a str) -> &'a str {
        let stem = if self.of.contains_key(said) { None } else { beginning(said) };
        let begin = |stem: &'a str| self.sorted.range(stem.to_owned()..).take_while(move |key| key.starts_with(stem));
        let forms = stem.into_iter().flat_map(begin).filter(|key| is_form(key, said));
        forms.min_by_key(|key| key.len().abs_diff(said.len())).map_or(said, String::as_str)
    }
}

/// The first letters of a word that has endings.
fn beginning(word: &str) -> Option<&str> {
    let (end, _) = word.char_indices().nth(STEM)?;
    word.get(..end)
}

/// Two words that differ in their last letters only: `elimino` and `eliminar`; not `restaura` and `restaurant`.
fn is_form(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let rest = |word: &str| word.chars().count() - same;
    let (shorter, longer) = (rest(one).min(rest(other)), rest(one).max(rest(other)));
    same >= STEM && shorter + longer <= ENDINGS && longer <= shorter + 1 && !one.contains(' ')
}

/// Folded, its words with single blanks between them.
fn spaced(said: &str) -> String {
    words(&fold(said)).iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

impl Synonyms {
    /// With groups of an owner's own.
    pub(super) fn and(own: &[Vec<String>]) -> Self {
        Self { own: Groups::new(own.iter().cloned()) }
    }

    /// The other ways to say something that is folded.
    pub(super) fn of<'a>(&'a self, said: &'a str) -> impl Iterator<Item = &'a str> {
        self.own.of(said).chain(BUILT_IN.of(said))
    }

    /// The form in which a word is known that may be said in other languages, and the ways to say it there: for what no document has.
    pub(super) fn abroad(said: &str) -> (&str, impl Iterator<Item = &str>) {
        let form = ACROSS_LANGUAGES.form(said);
        (form, ACROSS_LANGUAGES.of(form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owners_words_are_added_to_the_built_in_ones() {
        let synonyms = Synonyms::and(&[vec!["Sundowner".into(), "Model Zwölf".into()]]);
        assert_eq!(synonyms.of("model zwolf").collect::<Vec<_>>(), ["sundowner"]);
        assert!(synonyms.of("delivery").any(|other| other == "shipping"));
        assert!(Synonyms::abroad("remboursement").1.any(|other| other == "refund"), "in another language");
        assert!(Synonyms::abroad("losche").1.any(|other| other == "delete"), "another form of the word");
        assert_eq!(Synonyms::abroad("losgehen").1.count(), 0);
        assert_eq!(synonyms.of("kettle").count(), 0);
    }
}
