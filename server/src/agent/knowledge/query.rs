//! A question as the index is asked: what each of its parts weighs, and what may be said for it.

use std::collections::{HashMap, HashSet};

use super::{
    function_words,
    index::Index,
    spelling::Meant,
    synonyms::Synonyms,
    text::{self, Term, Word, Writing, fold, words},
};

/// The weight of a function word.
const LITTLE: f32 = 0.25;
/// The weight of a run that has characters of a function word: it often reaches into a word that matters.
const LITTLE_RUN: f32 = 0.5;
/// The weight of a function word in a heading.
const LITTLE_ABOVE: f32 = 0.1;
/// The weight of a word of a heading that is another one for what was asked.
const INSTEAD_ABOVE: f32 = 0.7;
/// A run of characters stands for a part of a word: each character is in several.
const RUN_OF_A_WORD: f32 = 0.5;
/// The weight of a pair of words beside a word.
const PAIR: f32 = 1.0;
/// The part of a pair that counts for the confidence where a passage has it, and where none has: people turn words around.
const PAIR_SAID: f32 = 0.5;
const PAIR_ASKED: f32 = 0.4;
/// The half of a word says more than half of it: endings differ, and compounds are written in parts. The power of the part that a
/// passage has of a word.
const PART: f32 = 0.7;
/// The weight of a word that replaces another.
const INSTEAD: f32 = 0.9;
/// Words of a question that are looked at.
const MOST: usize = 48;
/// The part of what the next passages say that counts against the best.
const SHARED: f32 = 0.7;
/// The least that counts against it: where there are few passages, there is nothing to compare with.
const LEAST_SHARED: f32 = 0.1;
/// The number of next passages that are compared.
const NEXT: u8 = 9;
/// A question of few words is soon covered by a passage that has nothing to do with it: what counts against one of a single word, twice.
const FEW: f32 = 0.45;
/// The weight of the terms of the question before.
const BEFORE: f32 = 0.5;

/// The longest phrase with synonyms, in words.
const PHRASE: usize = 4;
/// The longest word with synonyms in writing without spaces, in characters.
const RUN: usize = 8;
/// Characters of writing without spaces that are looked at for synonyms.
const LONGEST_RUN: usize = 120;
/// Other ways to say a word at most.
const WAYS: usize = 8;

/// Another way to say a word, or the characters of it from one place to another.
#[derive(Clone, Debug)]
struct Way {
    text: String,
    from: usize,
    to: usize,
    /// Its weight beside the word itself.
    weight: f32,
}

type Ways = Vec<Way>;

impl Way {
    /// Of saying the whole word.
    const fn instead(text: String, weight: f32) -> Self {
        Self { text, from: 0, to: 0, weight }
    }
}

/// A question, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Query {
    slots: Vec<Slot>,
}

/// Terms that answer one thing asked.
type Terms = Vec<(Term, f32)>;

/// One thing asked, and the ways to say it: only the best of them counts in a passage.
#[derive(Clone, Debug)]
struct Slot {
    asked: Terms,
    others: Vec<(Terms, f32)>,
    /// Its share of the question.
    share: f32,
    /// Two neighbouring words.
    is_pair: bool,
    /// The content words it stands for.
    words: f32,
}

/// The parts of a question that passages say, for each of them.
#[derive(Clone, Debug)]
pub(super) struct Scores {
    /// The part of what was asked that each says, 0 to about 1: the ranking.
    pub(super) said: Vec<f32>,
    /// The same as it counts for the confidence that a passage answers.
    pub(super) sure: Vec<f32>,
}

impl Query {
    /// Takes a question apart. Words that no document has are mended.
    pub(super) fn new(question: &str, index: &Index, synonyms: &Synonyms) -> Self {
        let folded = fold(question);
        let mut all = words(&folded);
        all.truncate(MOST);
        let said = ways(&all, index, synonyms);
        let mut query = Self::default();
        let mut before: Option<(&Word<'_>, &Ways)> = None;
        for (word, ways) in all.iter().zip(&said) {
            let spaced = word.writing == Writing::Spaced;
            query.word(word, ways, index);
            if let Some((first, others)) = before.filter(|_| spaced) {
                query.pair((first, others), (word, ways));
            }
            before = spaced.then_some((word, ways));
        }
        for joined in text::compounds(&folded).take(MOST) {
            query.compound(joined, index);
        }
        query.once_each();
        query
    }

    /// The number of content words in it.
    pub(super) fn words(&self) -> f32 {
        self.slots.iter().map(|slot| slot.words).sum()
    }

    /// Adds what was asked before, at a part of its weight.
    pub(super) fn after(mut self, before: Self) -> Self {
        self.slots.extend(before.slots.into_iter().map(|slot| Slot {
            share: slot.share * BEFORE,
            words: slot.words * BEFORE,
            ..slot
        }));
        self.once_each();
        self
    }

    fn word(&mut self, word: &Word<'_>, ways: &Ways, index: &Index) {
        let covered = function_words::covered(word);
        if matches!(word.writing, Writing::Spaced | Writing::Hangul) {
            let function =
                covered.first().copied().unwrap_or_default() || is_slip_of_a_function_word(word, ways, index);
            let (share, words) = if function { (LITTLE, 0.0) } else { (1.0, 1.0) };
            let others = ways.iter().map(|way| (inside(&way.text), way.weight)).collect();
            return self.slots.push(Slot { asked: inside(word.text), others, share, is_pair: false, words });
        }
        for (term, from, length) in text::parts(word) {
            let function = covered.iter().skip(from).take(length).any(|covered| *covered);
            let share = if function { LITTLE_RUN } else { 1.0 };
            let others = ways.iter().filter(|way| way.from <= from && from + length <= way.to);
            let others = others.map(|way| (inside(&way.text), way.weight)).collect();
            let words = if function { 0.0 } else { RUN_OF_A_WORD };
            self.slots.push(Slot { asked: vec![(term, 1.0)], others, share, is_pair: false, words });
        }
    }

    fn pair(&mut self, first: (&Word<'_>, &Ways), second: (&Word<'_>, &Ways)) {
        let function = function_words::is(first.0.text) && function_words::is(second.0.text);
        let share = if function { LITTLE } else { 1.0 };
        let terms = |a: &str, b: &str| text::pair(a, b).map(|term| (term, PAIR)).to_vec();
        let before = first.1.iter().map(|way| (terms(&way.text, second.0.text), way.weight));
        let behind = second.1.iter().map(|way| (terms(first.0.text, &way.text), way.weight));
        let both = first.1.iter().zip(second.1).map(|(a, b)| (terms(&a.text, &b.text), a.weight.min(b.weight)));
        let others = before.chain(behind).chain(both).collect();
        self.slots.push(Slot { asked: terms(first.0.text, second.0.text), others, share, is_pair: true, words: 0.0 });
    }

    /// One that no document has says nothing: its words are asked for anyway.
    fn compound(&mut self, joined: &str, index: &Index) {
        let closed = text::closed(joined).map(|closed| text::word(&closed));
        for term in [text::compound(joined)].into_iter().chain(closed).filter(|term| index.has(*term)) {
            self.slots.push(Slot {
                asked: vec![(term, 1.0)],
                others: Vec::new(),
                share: 1.0,
                is_pair: false,
                words: 0.0,
            });
        }
    }

    fn once_each(&mut self) {
        let mut seen = HashSet::new();
        self.slots.retain(|slot| slot.asked.first().is_none_or(|(term, _)| seen.insert(*term)));
    }

    /// The part of it that each passage says.
    pub(super) fn scores(&self, index: &Index) -> Scores {
        let nothing = vec![0.0_f32; index.passages().len()];
        let mut scores = Scores { said: nothing.clone(), sure: nothing.clone() };
        let (mut one, mut room) = (nothing.clone(), nothing);
        let (mut asked, mut needed) = (0.0, 0.0);
        for slot in &self.slots {
            let mass = slot.mass(index);
            if mass <= 0.0 {
                continue;
            }
            asked += mass;
            needed += if slot.is_pair { PAIR_ASKED * mass } else { mass };
            slot.best(index, &mut one, &mut room);
            for ((said, sure), one) in scores.said.iter_mut().zip(&mut scores.sure).zip(&one).filter(|it| *it.1 > 0.0) {
                *said += one;
                *sure += if slot.is_pair { PAIR_SAID * one } else { mass * whole(one / mass) };
            }
        }
        scores.said.iter_mut().for_each(|said| *said /= f32::max(asked, f32::MIN_POSITIVE));
        scores.sure.iter_mut().for_each(|sure| *sure /= f32::max(needed, f32::MIN_POSITIVE));
        scores
    }

    /// The part of a heading that the question says: of the one of its parts that it says most of.
    pub(super) fn heads(&self, heading: &str, index: &Index) -> f32 {
        let heading = fold(heading);
        let parts = heading.split(['?', '(', ')', ':', '？', '（', '）', '：']);
        let asked = self.asked(index);
        parts.map(|part| part_said(part, &asked, index)).fold(0.0, f32::max)
    }

    /// Everything that is asked; for what no document has, what may have been meant, at a part of its weight.
    fn asked(&self, index: &Index) -> HashMap<Term, f32> {
        let unknown = self.slots.iter().filter(|slot| slot.asked.last().is_some_and(|(word, _)| !index.has(*word)));
        let others = unknown.flat_map(|slot| &slot.others).flat_map(|(terms, _)| terms);
        let others = others.map(|(term, _)| (*term, INSTEAD_ABOVE));
        let asked = self.slots.iter().flat_map(|slot| &slot.asked).map(|(term, _)| (*term, 1.0));
        others.chain(asked).collect()
    }

    /// The share of the question that a text covers, in the weights of the index.
    pub(super) fn said_in(&self, text: &str, index: &Index) -> f32 {
        let said: HashSet<Term> = text::terms(&fold(text)).into_iter().collect();
        self.slots.iter().map(|slot| slot.said_in(&said, index)).sum()
    }
}

/// The share of a part of a heading that these terms cover.
fn part_said(part: &str, asked: &HashMap<Term, f32>, index: &Index) -> f32 {
    let (mut all, mut said) = (0.0, 0.0);
    for word in words(part) {
        let function = function_words::covered(&word).iter().all(|it| *it);
        let share = if function { LITTLE_ABOVE } else { 1.0 };
        for (term, weight) in inside(word.text) {
            let mass = index.weight(term) * weight * share;
            all += mass;
            said += mass * asked.get(&term).copied().unwrap_or_default();
        }
    }
    if all > 0.0 { said / all } else { 0.0 }
}

impl Slot {
    /// Its share of the question: the weight of its term, by rarity.
    fn mass(&self, index: &Index) -> f32 {
        let of = |terms: &Terms| terms.iter().map(|(term, weight)| index.weight(*term) * weight).sum::<f32>();
        of(&self.asked) * self.share
    }

    /// The term that was asked, and its alternatives with their weights.
    fn sayings(&self) -> impl Iterator<Item = (&Terms, f32)> {
        [(&self.asked, 1.0)].into_iter().chain(self.others.iter().map(|(terms, weight)| (terms, *weight)))
    }

    /// The best way to say it, for each passage. `room` is for counting.
    fn best(&self, index: &Index, best: &mut [f32], room: &mut [f32]) {
        best.fill(0.0);
        if self.others.is_empty() {
            return self.asked.iter().for_each(|(term, weight)| index.add(*term, *weight * self.share, best));
        }
        let mass = self.mass(index);
        for (terms, factor) in self.sayings() {
            let whole: f32 = terms.iter().map(|(term, weight)| index.weight(*term) * weight).sum();
            room.fill(0.0);
            for (term, weight) in terms {
                index.add(*term, *weight, room);
            }
            let scale = if whole > 0.0 { mass / whole * factor } else { 0.0 };
            best.iter_mut().zip(&*room).for_each(|(best, way)| *best = best.max(way * scale));
        }
    }

    fn said_in(&self, said: &HashSet<Term>, index: &Index) -> f32 {
        let of = |terms: &Terms, only: bool| {
            let counted = terms.iter().filter(|(term, _)| !only || said.contains(term));
            counted.map(|(term, weight)| index.weight(*term) * weight).sum::<f32>()
        };
        let part = |(terms, factor): (&Terms, f32)| {
            let whole = of(terms, false);
            if whole > 0.0 { of(terms, true) / whole * factor } else { 0.0 }
        };
        self.mass(index) * self.sayings().map(part).fold(0.0, f32::max)
    }
}

/// The part of a word that a passage has, as it counts.
fn whole(part: f32) -> f32 {
    if part < 1.0 { part.powf(PART) } else { part }
}

/// A word that no document has, and that was most likely meant as a function word: it says nothing.
fn is_slip_of_a_function_word(word: &Word<'_>, ways: &Ways, index: &Index) -> bool {
    let meant = match ways.as_slice() {
        [] => function_words::is_nearly(word.text),
        ways => ways.iter().all(|way| function_words::is(&way.text)),
    };
    meant && !index.has(text::word(word.text))
}

/// Words, their parts, and their pairs.
fn inside(said: &str) -> Terms {
    text::terms(said).into_iter().map(|term| (term, 1.0)).collect()
}

/// Other ways to say each of the words: synonyms, and what was meant by one that no document has.
fn ways(all: &[Word<'_>], index: &Index, synonyms: &Synonyms) -> Vec<Ways> {
    let mut ways: Vec<Ways> = vec![Vec::new(); all.len()];
    for (at, word) in all.iter().enumerate() {
        if matches!(word.writing, Writing::Ideographs | Writing::Unspaced) {
            ways[at] = ways_inside(word, index, synonyms);
            continue;
        }
        for length in 1..=PHRASE.min(all.len() - at) {
            let phrase = all[at..at + length].iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
            for way in known(&phrase, index, synonyms) {
                let instead = |ways: &mut Ways| ways.push(Way::instead(way.clone(), INSTEAD));
                ways[at..at + length].iter_mut().for_each(instead);
            }
        }
    }
    for (word, ways) in all.iter().zip(&mut ways) {
        if ways.is_empty() && !index.has(text::word(word.text)) && !function_words::is(word.text) {
            let way = |meant: Meant<'_>| Way::instead(meant.text.to_owned(), meant.likelihood().min(INSTEAD));
            ways.extend(index.vocabulary().meant(word).into_iter().map(way));
        }
        ways.truncate(WAYS);
    }
    ways
}

/// Writing without spaces may have something to say otherwise anywhere.
fn ways_inside(word: &Word<'_>, index: &Index, synonyms: &Synonyms) -> Ways {
    let characters: Vec<char> = word.text.chars().take(LONGEST_RUN).collect();
    let mut ways = Vec::new();
    for from in 0..characters.len() {
        for to in from + 1..=(from + RUN).min(characters.len()) {
            let said: String = characters[from..to].iter().collect();
            ways.extend(known(&said, index, synonyms).into_iter().map(|text| Way { text, from, to, weight: INSTEAD }));
        }
    }
    ways
}

/// The synonyms that documents have; those of other languages only for what they don't have as it was said, nor in another form.
fn known(said: &str, index: &Index, synonyms: &Synonyms) -> Vec<String> {
    let (form, abroad) = Synonyms::abroad(said);
    let is_theirs = has(index, form);
    let form = (is_theirs && form != said).then_some(form);
    let abroad = abroad.filter(|_| !is_theirs && !has(index, said));
    let ways = synonyms.of(said).chain(form).chain(abroad);
    ways.filter(|way| has(index, way)).map(str::to_owned).collect()
}

/// Every word is in some passage.
fn has(index: &Index, said: &str) -> bool {
    words(said).iter().all(|word| match word.writing {
        Writing::Spaced | Writing::Hangul => index.has(text::word(word.text)),
        Writing::Ideographs | Writing::Unspaced => text::parts(word).iter().all(|(term, ..)| index.has(*term)),
    })
}

/// A question that says little by itself: it is about what was asked before.
pub(super) fn follows(question: &str) -> bool {
    let folded = fold(question);
    let words = words(&folded);
    let spoken = |word: &Word<'_>| match word.writing {
        Writing::Spaced | Writing::Hangul => usize::from(!function_words::is(word.text)),
        Writing::Ideographs | Writing::Unspaced => {
            function_words::covered(word).iter().filter(|it| !**it).count().div_ceil(2)
        }
    };
    let content: usize = words.iter().map(spoken).sum();
    let points = words.iter().any(|word| function_words::points_back(word.text));
    let begins = words.first().is_some_and(|word| function_words::goes_on(word.text));
    content <= 1 || content <= 2 && begins || content <= 4 && points
}

/// The confidence that the first passage is an answer: its share of the question, less the share that the next ones cover too. Where
/// nothing answers, many passages share a little of the question.
pub(super) fn confidence(ranked: &[f32]) -> f32 {
    let Some((best, others)) = ranked.split_first() else { return 0.0 };
    let others = &others[..others.len().min(NEXT.into())];
    let shared = SHARED * others.iter().sum::<f32>() / f32::from(NEXT);
    best - shared.max(LEAST_SHARED)
}

/// The part of the confidence in words that counts against a question of so few.
pub(super) fn doubt(words: f32) -> f32 {
    FEW / (1.0 + words)
}
