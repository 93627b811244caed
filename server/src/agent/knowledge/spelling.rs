//! Words a visitor may have meant: words of the documents that differ from theirs by a slip of the finger, by how umlauts
//! are written, or by an ending.

use super::text::{Word, Writing};

/// Shorter words are too easily other words.
const SHORTEST: usize = 4;
/// From this many letters on two slips are mended.
const LONG: u8 = 9;
/// From this many letters on the first one may be wrong too: `bake` is no slip of `make`.
const FIRST_WRONG: u8 = 7;
/// A slip makes it less likely that a word was meant, and the more the shorter it is: by so much, divided by its letters.
const DOUBT: f32 = 1.5;
/// Words proposed at most.
const MOST: usize = 4;

/// Every word of an agent's documents, sorted.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    text: Box<str>,
    /// A bit for each letter: words that differ much in their letters are not compared.
    letters: u64,
    length: u8,
}

/// A word that may have been meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Meant<'a> {
    /// The word.
    pub(super) text: &'a str,
    /// Slips between them; none for another form of the word.
    pub(super) slips: u8,
    /// Letters of what was typed.
    letters: u8,
}

impl Meant<'_> {
    /// The probability that it was meant, from 0 to 1.
    pub(super) fn likelihood(&self) -> f32 {
        1.0 - DOUBT * f32::from(self.slips) / f32::from(self.letters.max(1))
    }
}

impl Vocabulary {
    /// Of these folded words.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<&str> = words.into_iter().filter(|word| word.len() <= 64 && mendable(word)).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let known = |text: &str| Known { text: text.into(), letters: letters(text), length: length(text) };
        Self { words: sorted.into_iter().map(known).collect() }
    }

    /// The words nearest to one that no document has, nearest first.
    pub(super) fn meant(&self, word: &Word<'_>) -> Vec<Meant<'_>> {
        if word.writing != Writing::Spaced || !mendable(word.text) || word.text.len() > 64 {
            return Vec::new();
        }
        let mut meant = self.other_forms(word.text);
        if meant.is_empty() {
            meant = self.slips(word.text);
        }
        meant.truncate(MOST);
        meant
    }

    fn has(&self, text: &str) -> Option<&Known> {
        self.words.binary_search_by(|known| (*known.text).cmp(text)).ok().and_then(|at| self.words.get(at))
    }

    /// `groesse` for `größe`, which is folded to `grosse`; `tablets` for `tablet`, which is no slip of `table`.
    fn other_forms(&self, text: &str) -> Vec<Meant<'_>> {
        let plain = text.replace("ae", "a").replace("oe", "o").replace("ue", "u");
        let plural = self.has(&[text, "s"].concat()).or_else(|| text.strip_suffix('s').and_then(|one| self.has(one)));
        let known = plural.or_else(|| (plain != text).then(|| self.has(&plain)).flatten());
        known.into_iter().map(|known| Meant { text: &known.text, slips: 0, letters: length(text) }).collect()
    }

    fn slips(&self, text: &str) -> Vec<Meant<'_>> {
        let (mask, letters_typed) = (letters(text), length(text));
        let most = if letters_typed >= LONG { 2 } else { 1 };
        let near = self.words.iter().filter(|known| {
            known.length.abs_diff(letters_typed) <= most
                && (known.letters ^ mask).count_ones() <= 2 * u32::from(most)
                && (letters_typed >= FIRST_WRONG || begin_alike(&known.text, text))
        });
        let mut meant: Vec<_> = near
            .filter_map(|known| {
                let slips =
                    u8::try_from(strsim::osa_distance(&known.text, text)).ok().filter(|slips| *slips <= most)?;
                Some(Meant { text: &known.text, slips, letters: letters_typed })
            })
            .collect();
        let first = text.chars().next();
        meant.sort_by_key(|meant| (meant.slips, meant.text.chars().next() != first));
        let fewest = meant.first().map_or(0, |best| best.slips);
        meant.retain(|meant| meant.slips == fewest);
        meant
    }

    /// Bytes in memory, about.
    pub(super) fn bytes(&self) -> usize {
        self.words.iter().map(|known| size_of::<Known>() + known.text.len()).sum()
    }
}

/// Alphabets in which a letter more or less is a slip: Latin, Greek, Cyrillic. Numbers are what they are.
fn mendable(word: &str) -> bool {
    word.chars().nth(SHORTEST - 1).is_some()
        && word
            .chars()
            .all(|c| matches!(c, 'a'..='z' | '\u{df}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}'))
}

/// They begin with the same letter, or with the same two turned around.
fn begin_alike(known: &str, typed: &str) -> bool {
    let first = typed.chars().next();
    known.chars().next() == first || known.chars().nth(1) == first
}

fn letters(word: &str) -> u64 {
    word.chars().fold(0, |mask, c| mask | 1 << (u32::from(c) % 64))
}

fn length(word: &str) -> u8 {
    u8::try_from(word.chars().count()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::knowledge::text::words;

    fn meant(vocabulary: &str, word: &str) -> Vec<String> {
        let vocabulary = Vocabulary::new(vocabulary.split(' '));
        vocabulary.meant(&words(word)[0]).into_iter().map(|meant| meant.text.to_owned()).collect()
    }

    #[test]
    fn slips_of_the_finger_are_mended() {
        let shop = "refund delivery kettle warranty shipping tablets table grossentabelle возврат τιμεσ";
        for (typed, wanted) in [
            ("refnud", "refund"),
            ("delivry", "delivery"),
            ("kettel", "kettle"),
            ("waranty", "warranty"),
            ("shippng", "shipping"),
            ("groessentabelle", "grossentabelle"),
            ("tablet", "tablets"),
            ("возрват", "возврат"),
            ("τιμσε", "τιμεσ"),
        ] {
            assert_eq!(meant(shop, typed), [wanted], "{typed}");
        }
    }

    #[test]
    fn a_slip_in_a_short_word_is_less_certain() {
        let vocabulary = Vocabulary::new(["kettle", "grossentabelle"]);
        let likelihood = |typed: &str| vocabulary.meant(&words(typed)[0])[0].likelihood();
        assert!(likelihood("kettel") < 0.8 && likelihood("grossentabele") > 0.85);
        assert!((likelihood("groessentabelle") - 1.0).abs() < f32::EPSILON, "another form of the word");
    }

    #[test]
    fn other_words_stay_other_words() {
        for typed in ["cat", "e404", "banana", "warranties", "退货", "refundable", "bake", "bread"] {
            assert_eq!(meant("cats warranty refund banjo 退货政策 make read", typed), [""; 0], "{typed}");
        }
    }
}
