//! Words a visitor may have meant: words of the documents that differ from theirs by a slip of the finger, by how umlauts
//! are written, or by an ending.

use super::text::{Word, Writing};

/// Shorter words are too easily other words.
const SHORTEST: usize = 4;
/// From this many letters on two slips are mended.
const LONG: usize = 9;
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
    pub(super) slips: usize,
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

    /// `groesse` for `größe`, which is folded to `grosse`.
    fn other_forms(&self, text: &str) -> Vec<Meant<'_>> {
        let plain = text.replace("ae", "a").replace("oe", "o").replace("ue", "u");
        let known = (plain != text).then(|| self.has(&plain)).flatten();
        known.into_iter().map(|known| Meant { text: &known.text, slips: 0 }).collect()
    }

    fn slips(&self, text: &str) -> Vec<Meant<'_>> {
        let (mask, long) = (letters(text), length(text));
        let most = if usize::from(long) >= LONG { 2 } else { 1 };
        let near = self.words.iter().filter(|known| {
            usize::from(known.length.abs_diff(long)) <= most && (known.letters ^ mask).count_ones() as usize <= 2 * most
        });
        let mut meant: Vec<_> = near
            .filter_map(|known| {
                let slips = strsim::osa_distance(&known.text, text);
                (slips <= most).then_some(Meant { text: &known.text, slips })
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

fn letters(word: &str) -> u64 {
    word.chars().fold(0, |mask, c| mask | 1 << (u32::from(c) % 64))
}

fn length(word: &str) -> u8 {
    u8::try_from(word.chars().count()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::{super::text::words, *};

    fn meant(vocabulary: &str, word: &str) -> Vec<String> {
        let vocabulary = Vocabulary::new(vocabulary.split(' '));
        vocabulary.meant(&words(word)[0]).into_iter().map(|meant| meant.text.to_owned()).collect()
    }

    #[test]
    fn slips_of_the_finger_are_mended() {
        let shop = "refund delivery kettle warranty shipping grossentabelle возврат τιμεσ";
        for (typed, wanted) in [
            ("refnud", "refund"),
            ("delivry", "delivery"),
            ("kettel", "kettle"),
            ("waranty", "warranty"),
            ("shippng", "shipping"),
            ("groessentabelle", "grossentabelle"),
            ("возрват", "возврат"),
            ("τιμσε", "τιμεσ"),
        ] {
            assert_eq!(meant(shop, typed), [wanted], "{typed}");
        }
    }

    #[test]
    fn other_words_stay_other_words() {
        for typed in ["cat", "e404", "banana", "warranties", "退货", "refundable"] {
            assert_eq!(meant("cats warranty refund banjo 退货政策", typed), [""; 0], "{typed}");
        }
    }
}
