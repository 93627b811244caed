//! Which of the passages a store found answers best. Pure: the same hits give the same order.

use std::collections::HashSet;

use super::{
    question::Concept,
    words::{stem, stems},
};
use crate::core::knowledge::{Hit, Passage};

/// A passage and how well it answers.
#[derive(Clone, PartialEq, Debug)]
pub struct Ranked {
    /// The passage.
    pub passage: Passage,
    /// Larger is better; comparable within one ranking.
    pub score: f64,
    /// The share of the question it speaks of, weighed by how rare each concept is: 0 to 1.
    pub coverage: f64,
    /// Which concepts it speaks of.
    pub covers: Vec<bool>,
}

/// A synonym says a little less than the word itself.
const SYNONYM: f64 = 0.8;
/// Concepts this many words apart belong together.
const NEAR: usize = 6;

/// Weights of what speaks for a passage, found on two sets of questions; see `tests/tests/knowledge.rs`.
const BODY: f64 = 1.0;
const HEADING: f64 = 1.3;
const OUTER: f64 = 0.35;
const PRECISION: f64 = 0.5;
const PROXIMITY: f64 = 0.3;
const STORE: f64 = 0.25;

/// The hits, best first.
pub fn rank(concepts: &[Concept], hits: Vec<Hit>) -> Vec<Ranked> {
    let views: Vec<View> = hits.iter().map(|hit| View::new(&hit.passage)).collect();
    let concepts: Vec<Vec<String>> = concepts.iter().map(|c| c.forms.iter().map(|form| stem(form)).collect()).collect();
    let weights: Vec<f64> = concepts.iter().map(|concept| rarity(concept, &views)).collect();
    let best = hits.iter().map(|hit| hit.score).fold(f64::MIN_POSITIVE, f64::max);
    let mut ranked: Vec<Ranked> =
        hits.into_iter().zip(&views).map(|(hit, view)| judge(hit, view, &concepts, &weights, best)).collect();
    let order = |r: &Ranked| (r.passage.document.clone(), r.passage.ordinal);
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| order(a).cmp(&order(b))));
    ranked
}

/// A passage as stems.
struct View {
    heading: Vec<String>,
    outer: Vec<String>,
    body: Vec<String>,
    all: HashSet<String>,
}

impl View {
    fn new(passage: &Passage) -> Self {
        let (outer, heading) = passage.title.rsplit_once(" › ").unwrap_or(("", &passage.title));
        let (heading, outer, body) = (stems(heading), stems(outer), stems(&passage.plain));
        let all = heading.iter().chain(&outer).chain(&body).cloned().collect();
        Self { heading, outer, body, all }
    }
}

fn has(stems: &[String], concept: &[String]) -> f64 {
    let at = concept.iter().position(|form| stems.contains(form));
    at.map_or(0.0, |at| if at == 0 { 1.0 } else { SYNONYM })
}

/// How often, with less and less effect, and less in a long text.
#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn frequency(body: &[String], concept: &[String]) -> f64 {
    let own = body.iter().filter(|word| concept.first() == Some(word)).count() as f64;
    let other = body.iter().filter(|word| concept.iter().skip(1).any(|form| form == *word)).count() as f64;
    let count = own + SYNONYM * other;
    count / (count + 0.4 + 0.8 * body.len() as f64 / 120.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of passages")]
fn rarity(concept: &[String], views: &[View]) -> f64 {
    let with = views.iter().filter(|view| concept.iter().any(|form| view.all.contains(form))).count() as f64;
    let own = views.iter().filter(|view| concept.first().is_some_and(|form| view.all.contains(form))).count() as f64;
    // Candidates share words by being candidates: the logarithm starts above zero.
    (1.5 + (views.len() as f64 + 1.0) / (0.5 * (with + own) + 0.5)).ln()
}

#[expect(clippy::cast_precision_loss, reason = "counts of concepts")]
fn judge(hit: Hit, view: &View, concepts: &[Vec<String>], weights: &[f64], best: f64) -> Ranked {
    let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let weigh = |value: &dyn Fn(&[String]) -> f64| concepts.iter().zip(weights).map(|(c, w)| w * value(c)).sum::<f64>() / total;
    let covers: Vec<bool> = concepts.iter().map(|c| c.iter().any(|form| view.all.contains(form))).collect();
    let matched = view.heading.iter().filter(|word| concepts.iter().any(|c| c.contains(word))).count() as f64;
    let precision = matched / (view.heading.len().max(1) as f64);
    let score = BODY * weigh(&|c| frequency(&view.body, c))
        + HEADING * weigh(&|c| has(&view.heading, c))
        + OUTER * weigh(&|c| has(&view.outer, c))
        + PRECISION * precision
        + PROXIMITY * proximity(&view.body, concepts)
        + STORE * (hit.score / best);
    let coverage = weigh(&|c| f64::from(c.iter().any(|form| view.all.contains(form))));
    Ranked { passage: hit.passage, score, coverage, covers }
}

/// The share of neighbouring concepts of the question that stand near each other in the text.
#[expect(clippy::cast_precision_loss, reason = "counts of concepts")]
fn proximity(body: &[String], concepts: &[Vec<String>]) -> f64 {
    let places = |concept: &Vec<String>| -> Vec<usize> {
        body.iter().enumerate().filter(|(_, word)| concept.contains(word)).map(|(at, _)| at).collect()
    };
    let places: Vec<Vec<usize>> = concepts.iter().map(places).collect();
    let near = |pair: &&[Vec<usize>]| pair[0].iter().any(|a| pair[1].iter().any(|b| a != b && a.abs_diff(*b) <= NEAR));
    places.windows(2).filter(near).count() as f64 / places.len().saturating_sub(1).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::knowledge::question::concepts;

    fn hit(title: &str, plain: &str) -> Hit {
        Hit { passage: Passage { title: title.into(), plain: plain.into(), ..Passage::default() }, score: 1.0 }
    }

    fn best(question: &str, hits: Vec<Hit>) -> String {
        rank(&concepts(question), hits)[0].passage.title.clone()
    }

    #[test]
    fn more_of_the_question_is_better() {
        let hits = vec![hit("A", "colour colour colour"), hit("B", "the brand colour of the launcher")];
        assert_eq!(best("brand colour of the launcher", hits), "B");
    }

    #[test]
    fn a_heading_that_says_it_is_better_than_a_mention() {
        let hits = vec![hit("Guide › Limits", "see backup before you go on"), hit("Guide › Backup", "copy the file")];
        assert_eq!(best("how do I backup?", hits), "Guide › Backup");
    }

    #[test]
    fn words_that_stand_together_belong_together() {
        let far = format!("drain {} timeout", "word ".repeat(40));
        let near = format!("drain timeout {}", "word ".repeat(40));
        assert_eq!(best("drain timeout", vec![hit("A", &far), hit("B", &near)]), "B");
    }

    #[test]
    fn coverage_tells_what_share_is_spoken_of() {
        let ranked = rank(&concepts("backup zebra"), vec![hit("A", "backup")]);
        assert!(ranked[0].coverage > 0.2 && ranked[0].coverage < 0.6, "{}", ranked[0].coverage);
        assert_eq!(ranked[0].covers, [true, false]);
    }
}
