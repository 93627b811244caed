//! The index of one agent's passages: BM25 over words, pairs of words and parts of words, with the agent's own frequencies.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, DefaultHasher},
};

use super::{
    spelling::Vocabulary,
    text::{self, Term, Writing, fold, words},
};
use crate::core::knowledge::{BETWEEN, Passage};

/// The saturation of a term that occurs again (BM25's k1).
const K1: f32 = 0.9;
/// The penalty for a long passage (BM25's b).
const B: f32 = 0.75;
/// The weight of a term of a heading, beside its place in the text.
const HEADING: u16 = 2;

/// Passages that an agent is taken to have beside its own, about other things: among three passages no word would be rare.
const OTHERS: f32 = 50.0;

type Hashed = BuildHasherDefault<DefaultHasher>;

/// The passages of one agent, ready to be searched.
#[derive(Debug, Default)]
pub(super) struct Index {
    passages: Vec<Passage>,
    /// The range of a term's postings.
    terms: HashMap<Term, (u32, u32), Hashed>,
    postings: Vec<Posting>,
    vocabulary: Vocabulary,
}

/// The score a term adds to a passage, before its rarity.
#[derive(Clone, Copy, Debug)]
struct Posting {
    passage: u32,
    saturation: f32,
}

impl Index {
    /// Reads passages.
    pub(super) fn new(passages: Vec<Passage>) -> Self {
        let mut counts: Vec<(Term, u32, u16)> = Vec::new();
        let mut lengths = Vec::with_capacity(passages.len());
        let mut known: HashSet<String> = HashSet::new();
        for (number, passage) in (0_u32..).zip(&passages) {
            let (counted, length) = count(passage, &mut known);
            lengths.push(length);
            counts.extend(counted.into_iter().map(|(term, times)| (term, number, times)));
        }
        counts.sort_unstable_by_key(|(term, passage, _)| (*term, *passage));
        let average = lengths.iter().sum::<f32>() / real(lengths.len().max(1));
        let saturation = |passage: u32, times: u16| {
            let length = usize::try_from(passage).ok().and_then(|at| lengths.get(at)).copied().unwrap_or(average);
            let times = f32::from(times);
            times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length / average))
        };
        let posting =
            |&(_, passage, times): &(Term, u32, u16)| Posting { passage, saturation: saturation(passage, times) };
        let postings: Vec<Posting> = counts.iter().map(posting).collect();
        let mut terms = HashMap::default();
        let mut begin = 0;
        for group in counts.chunk_by(|a, b| a.0 == b.0) {
            let end = begin + u32::try_from(group.len()).unwrap_or(u32::MAX);
            terms.extend(group.first().map(|(term, ..)| (*term, (begin, end))));
            begin = end;
        }
        terms.shrink_to_fit();
        Self { passages, terms, postings, vocabulary: Vocabulary::new(known.iter().map(String::as_str)) }
    }

    /// The passages, in the order they are numbered.
    pub(super) fn passages(&self) -> &[Passage] {
        &self.passages
    }

    /// The words of the passages.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// A term's weight: the rarer, the more. One that is nowhere weighs as the rarest.
    pub(super) fn weight(&self, term: Term) -> f32 {
        let (all, with) = (OTHERS + real(self.passages.len()), real(self.postings(term).len()));
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    /// The term is in some passage.
    pub(super) fn has(&self, term: Term) -> bool {
        self.terms.contains_key(&term)
    }

    /// Adds what a term adds to each passage that has it, `times` over.
    pub(super) fn add(&self, term: Term, times: f32, scores: &mut [f32]) {
        let weight = self.weight(term) * times;
        for posting in self.postings(term) {
            if let Some(score) = usize::try_from(posting.passage).ok().and_then(|at| scores.get_mut(at)) {
                *score += weight * posting.saturation;
            }
        }
    }

    fn postings(&self, term: Term) -> &[Posting] {
        let range = self.terms.get(&term).map_or(0..0, |(begin, end)| *begin as usize..*end as usize);
        self.postings.get(range).unwrap_or_default()
    }

    /// Bytes in memory, about.
    pub(super) fn bytes(&self) -> usize {
        let entry = size_of::<(Term, (u32, u32))>() + 1;
        let text = |passage: &Passage| {
            let url = passage.url.as_ref().map_or(0, String::len);
            size_of::<Passage>()
                + passage.document.len()
                + passage.title.len()
                + url
                + passage.text.len()
                + passage.plain.len()
        };
        self.postings.len() * size_of::<Posting>()
            + self.terms.capacity() * entry * 8 / 7
            + self.vocabulary.bytes()
            + self.passages.iter().map(text).sum::<usize>()
    }
}

/// The count of each term in a passage, and of all terms.
fn count(passage: &Passage, known: &mut HashSet<String>) -> (HashMap<Term, u16, Hashed>, f32) {
    let mut counts: HashMap<Term, u16, Hashed> = HashMap::default();
    let mut length = 0_u32;
    let plain = fold(&passage.plain);
    let title = fold(&passage.title.replace(BETWEEN, "\n"));
    // A word that the headings above repeat is no more what the passage is about.
    let headings: HashSet<Term> = text::terms(&title).into_iter().collect();
    let times =
        text::terms(&plain).into_iter().map(|term| (term, 1)).chain(headings.into_iter().map(|term| (term, HEADING)));
    for (term, times) in times {
        let count = counts.entry(term).or_default();
        *count = count.saturating_add(times);
        length = length.saturating_add(times.into());
    }
    for word in words(&plain).iter().chain(&words(&title)).filter(|word| word.writing == Writing::Spaced) {
        if !known.contains(word.text) {
            known.insert(word.text.to_owned());
        }
    }
    (counts, real(length as usize))
}

#[expect(clippy::cast_precision_loss, reason = "counts of terms and passages are far below 2^24, where f32 is exact")]
pub(super) fn real(count: usize) -> f32 {
    count as f32
}
