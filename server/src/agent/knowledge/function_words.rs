//! Words that say nothing about what is asked, in many languages at once: few of one language are words that matter in
//! another, and they still count a little.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::text::{Word, Writing, fold};

const LISTS: &str = include_str!("data/function_words.txt");

static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = LISTS.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).flat_map(|(_, words)| words.split(' ')).map(fold).collect()
});

/// Words that point to what was said before.
const POINTING: &str = "that it this them those these they one ones das dies diese diesen dieses es davon dafür damit darüber dazu \
    ça cela celui celle ceux y en eso esto ello ése ésa quello questo ciò isso isto dat deze dit ervan daarvan to tego tym \
    asta aceea acesta это этого этого эту его её их це цього bunu onu bu o αυτό αυτά 那 那个 这个 它 それ これ 그것 그거 이거 ذلك هذا هذه זה זאת यह वह đó นั้น";
/// Words that a question begins with that goes on.
const GOING_ON: &str = "and but or also then und aber oder auch et mais ou aussi y pero también e ma anche mas também en maar ook i a \
    ale też și si dar а и но или та але ve peki ama και αλλά och men og ja ו و और và dan 那 那么 那如果 それで では 그럼 그리고";

static POINTING_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| POINTING.split_whitespace().map(fold).collect());
static GOING_ON_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| GOING_ON.split_whitespace().map(fold).collect());

/// A folded word points to what was said before.
pub(super) fn points_back(word: &str) -> bool {
    POINTING_WORDS.contains(word)
}

/// A question that begins with this folded word goes on with what was said before.
pub(super) fn goes_on(word: &str) -> bool {
    GOING_ON_WORDS.contains(word)
}

/// The longest run of the lists, in characters.
static LONGEST: LazyLock<usize> =
    LazyLock::new(|| ALL.iter().map(|word| word.chars().count()).max().unwrap_or_default());

/// A folded word is one of them.
pub(super) fn is(word: &str) -> bool {
    ALL.contains(word)
}

/// The shortest function word whose slips are known, in letters: of shorter ones too many words are only a letter away.
const SHORTEST: usize = 5;

/// Those that are long enough to have slips, by their first letter.
static LONG: LazyLock<HashMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut long: HashMap<char, Vec<&str>> = HashMap::new();
    for word in ALL.iter().filter(|word| word.chars().nth(SHORTEST - 1).is_some()) {
        word.chars().take(1).for_each(|first| long.entry(first).or_default().push(word));
    }
    long
});

/// A folded word is one of them with a slip of the finger behind its first letter.
pub(super) fn is_nearly(word: &str) -> bool {
    let alike = word.chars().next().and_then(|first| LONG.get(&first)).into_iter().flatten();
    word.chars().nth(SHORTEST - 2).is_some() && alike.into_iter().any(|known| strsim::osa_distance(known, word) == 1)
}

/// For each character of a word, in order: it belongs to a function word. In writing without spaces the longest one that
/// begins at a character is taken.
pub(super) fn covered(word: &Word<'_>) -> Vec<bool> {
    let characters: Vec<char> = word.text.chars().collect();
    if matches!(word.writing, Writing::Spaced | Writing::Hangul) {
        return vec![is(word.text); characters.len()];
    }
    let mut covered = vec![false; characters.len()];
    let mut at = 0;
    while at < characters.len() {
        let most = (*LONGEST).min(characters.len() - at);
        let taken = (1..=most).rev().find(|length| is(&characters[at..at + length].iter().collect::<String>()));
        covered[at..at + taken.unwrap_or(0)].fill(true);
        at += taken.unwrap_or(1);
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{agent::knowledge::text::words, core::i18n::built_in::LANGUAGES};

    #[test]
    fn every_built_in_language_has_some() {
        for language in LANGUAGES {
            let line = LISTS.lines().find_map(|line| line.strip_prefix(*language)?.strip_prefix(": "));
            assert!(line.is_some_and(|words| !words.is_empty()), "data/function_words.txt has no line of {language}");
        }
    }

    #[test]
    fn a_slip_in_a_function_word_says_nothing_either() {
        assert!(is_nearly("weelche") && is_nearly("wehre") && is_nearly("pourqoi"));
        assert!(!is_nearly("kettle") && !is_nearly("nwo") && !is_nearly("chere"), "its first letter is right");
    }

    #[test]
    fn runs_are_covered_by_the_longest() {
        let covered = |text: &str| words(text).iter().flat_map(covered).collect::<Vec<_>>();
        assert_eq!(covered("我可以退货吗"), [true, true, true, false, false, true]);
        assert_eq!(covered("wann geoffnet"), [[true; 4].as_slice(), &[false; 8]].concat());
    }
}
