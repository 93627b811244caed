//! Which of the index's passages answers best. Pure.

use std::collections::{HashMap, HashSet};

use super::{
    markdown::BETWEEN,
    words::{root, words},
};
use crate::core::knowledge::Hit;

/// A hit with our own judgement.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    /// The hit.
    pub(super) hit: Hit,
    /// How much of the question it covers, weighed by how rare the terms are: 0 to 1.
    pub(super) coverage: f64,
    score: f64,
}

/// Orders hits by how well they answer: coverage first, then terms in the heading, how often they come,
/// terms side by side, the index's order.
pub(super) fn rank(terms: &[String], hits: Vec<Hit>) -> Vec<Ranked> {
    let roots: Vec<&str> = terms.iter().map(|term| root(term)).collect();
    let texts: Vec<Vec<String>> = hits.iter().map(|hit| rooted(&hit.passage.plain)).collect();
    let weights = weights(&roots, &texts);
    let best = hits.iter().map(|hit| hit.score).fold(f64::MIN_POSITIVE, f64::max);
    let judged = hits.into_iter().zip(texts).map(|(hit, text)| judge(hit, &text, &roots, &weights, best));
    let mut ranked: Vec<Ranked> = judged.collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    ranked
}

fn judge(hit: Hit, text: &[String], roots: &[&str], weights: &HashMap<&str, f64>, best: f64) -> Ranked {
    let coverage = share(text, roots, weights);
    let mut headings = hit.passage.title.rsplit(BETWEEN);
    let heading = rooted(headings.next().unwrap_or_default());
    let nearest = share(&heading, roots, weights);
    let above = share(&headings.flat_map(rooted).collect::<Vec<_>>(), roots, weights);
    let index = (hit.score / best).clamp(0.0, 1.0);
    let words = 0.5 * often(text, roots, weights) + 0.4 * asked(&heading, roots) + 0.3 * together(text, roots);
    let score = coverage + 0.7 * nearest + 0.25 * above + words + 0.4 * index;
    Ranked { hit, coverage, score }
}

fn rooted(text: &str) -> Vec<String> {
    words(text).map(|word| root(&word).to_owned()).collect()
}

/// A term that few of the hits have tells more.
fn weights<'a>(roots: &[&'a str], texts: &[Vec<String>]) -> HashMap<&'a str, f64> {
    let weigh = |term: &str| {
        let having = texts.iter().filter(|text| text.iter().any(|word| word == term)).count();
        (1.0 + (count(texts.len()) + 1.0) / (count(having) + 1.0)).ln()
    };
    roots.iter().map(|&term| (term, weigh(term))).collect()
}

fn share(text: &[String], roots: &[&str], weights: &HashMap<&str, f64>) -> f64 {
    let present: HashSet<&str> = text.iter().map(String::as_str).collect();
    let weight = |root: &&str| weights.get(*root).copied().unwrap_or_default();
    let whole: f64 = roots.iter().map(&weight).sum();
    let found: f64 = roots.iter().filter(|root| present.contains(**root)).map(weight).sum();
    if whole > 0.0 { found / whole } else { 0.0 }
}

/// How often the terms are there, with less and less effect, and less in a long text: 0 to 1.
fn often(text: &[String], roots: &[&str], weights: &HashMap<&str, f64>) -> f64 {
    let weight = |root: &str| weights.get(root).copied().unwrap_or_default();
    let whole: f64 = roots.iter().map(|root| weight(root)).sum();
    let frequency = |root: &str| {
        let times = count(text.iter().filter(|word| *word == root).count());
        times / (times + 0.4 + count(text.len()) / 150.0)
    };
    let found: f64 = roots.iter().map(|root| weight(root) * frequency(root)).sum();
    if whole > 0.0 { found / whole } else { 0.0 }
}

/// The share of a heading's words that were asked for: one that says nothing else is about just that.
fn asked(heading: &[String], roots: &[&str]) -> f64 {
    count(heading.iter().filter(|word| roots.contains(&word.as_str())).count()) / count(heading.len().max(1))
}

/// The share of neighbouring terms that are neighbours in the text too.
fn together(text: &[String], roots: &[&str]) -> f64 {
    let pairs = roots.windows(2);
    let all = pairs.len();
    let near = pairs
        .filter(|pair| text.windows(3).any(|near| near[0] == pair[0] && near[1..].iter().any(|word| word == pair[1])));
    if all == 0 { 0.0 } else { count(near.count()) / count(all) }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
