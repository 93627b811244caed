//! Search of one index. Pure.

use std::collections::HashSet;

use super::{
    index::Index,
    query::{self, Query, Scores},
    synonyms::Synonyms,
};
use crate::core::knowledge::{BETWEEN, Passage};

/// Passages that are found at most.
const MOST: usize = 10;
/// A passage that says less of the question is not found at all.
const LEAST: f32 = 0.05;

/// The part by which a passage counts for more whose heading the question says whole.
const HEADING: f32 = 0.6;
/// The number of passages whose headings are looked at.
const WITH_HEADINGS: usize = 40;

/// From this confidence on the best passage is an answer: 5 % of the questions that nothing answers reach it.
const CONFIDENT: f32 = 0.18;
/// The same where meanings count too.
const CONFIDENT_BY_MEANING: f32 = 0.49;
/// The weight of a standard deviation of nearness beside the part of the question that a passage says.
const MEANING: f32 = 0.12;

/// A search of an agent's documents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// The question.
    pub(crate) question: String,
    /// The question before it.
    pub(crate) before: Option<String>,
    /// Words for the same, beside the built-in ones.
    pub(crate) synonyms: Vec<Vec<String>>,
}

impl Asked {
    /// The question, with the one before it where it goes on with that.
    pub(super) fn in_full(&self) -> String {
        match self.before_it() {
            Some(before) => [before, &self.question].join(" "),
            None => self.question.clone(),
        }
    }

    fn before_it(&self) -> Option<&str> {
        self.before.as_deref().filter(|_| query::follows(&self.question))
    }
}

/// The result of a search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Best first.
    pub(crate) passages: Vec<Passage>,
    /// The part of the question that each says.
    pub(crate) scores: Vec<f32>,
    /// The first one answers.
    pub(super) is_sure: bool,
    /// The confidence that the first ones answer.
    pub(crate) confidence: f32,
    /// The confidence from which on it is.
    pub(crate) needed: f32,
    /// The lines of the first that say something of the question, for each of its lines.
    pub(super) lines: Vec<f32>,
}

/// Finds the passages that answer. `near`: how near each passage is to the question by its meaning, in standard deviations.
pub(super) fn search(index: &Index, asked: &Asked, near: Option<&[f32]>) -> Found {
    let synonyms = if asked.synonyms.is_empty() { Synonyms::default() } else { Synonyms::and(&asked.synonyms) };
    let now = Query::new(&asked.question, index, &synonyms);
    let query = match asked.before_it() {
        Some(before) => now.clone().after(Query::new(before, index, &synonyms)),
        None => now.clone(),
    };
    let Scores { mut said, mut sure } = query.scores(index);
    for (scores, near) in [&mut said, &mut sure].into_iter().zip([near; 2]) {
        scores.iter_mut().zip(near.into_iter().flatten()).for_each(|(score, near)| *score += MEANING * near);
    }
    count_headings(&mut said, &query, index);
    let mut order: Vec<(usize, f32)> = said.into_iter().enumerate().filter(|(_, score)| *score > LEAST).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    order.truncate(MOST);
    let ranked: Vec<f32> = order.iter().filter_map(|(at, _)| sure.get(*at).copied()).collect();
    // A meaning is not met by accident, words are.
    let needed = if near.is_some() { CONFIDENT_BY_MEANING } else { CONFIDENT + query::doubt(query.words()) };
    let confidence = query::confidence(&ranked);
    let is_sure = confidence >= needed;
    let order = section_by_section(&order, index);
    let scores: Vec<f32> = order.iter().map(|(_, score)| *score).collect();
    let passages: Vec<Passage> = order.iter().filter_map(|(at, _)| index.passages().get(*at).cloned()).collect();
    let lines = passages
        .first()
        .map_or_else(Vec::new, |first| first.text.lines().map(|line| now.said_in(line, index)).collect());
    Found { passages, scores, is_sure, confidence, needed, lines }
}

/// A passage counts for more when the question says what its heading says. Those that say most of the question are looked at.
fn count_headings(said: &mut [f32], query: &Query, index: &Index) {
    let mut best: Vec<(usize, f32)> = said.iter().copied().enumerate().filter(|(_, score)| *score > LEAST).collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (at, _) in best.into_iter().take(WITH_HEADINGS) {
        if let Some((score, passage)) = said.get_mut(at).zip(index.passages().get(at)) {
            let own = passage.title.rsplit(BETWEEN).next().unwrap_or(&passage.title);
            *score *= 1.0 + HEADING * query.heads(own, index);
        }
    }
}

/// The best passage of each section first, then the others: parts of one long section would hide other sections.
fn section_by_section(order: &[(usize, f32)], index: &Index) -> Vec<(usize, f32)> {
    let mut seen = HashSet::new();
    let section = |at: usize| index.passages().get(at).map(|passage| (&passage.document, &passage.title));
    let (first, others): (Vec<_>, Vec<_>) = order.iter().copied().partition(|(at, _)| seen.insert(section(*at)));
    [first, others].concat()
}
