//! An answer out of ranked passages. Pure.

use parlor_shared::content::{Citation, QuickReply};

use super::{ingest::plain, rank::Ranked};
use crate::core::knowledge::Passage;

/// Below this share of the question a passage is no answer.
const SILENT: f64 = 0.3;
/// Below this share it is one with a warning.
const SURE: f64 = 0.5;
/// A second passage scores at least this share of the first.
const SECOND: f64 = 0.55;
/// Characters of a snippet and of a quick reply, as the wire has them.
const SNIPPET: usize = 240;
const SUGGESTION: usize = 120;
const SUGGESTIONS: usize = 3;

/// What is said.
#[derive(Clone, PartialEq, Debug)]
pub struct Composed {
    /// In Markdown: whole passages.
    pub text: String,
    /// Where each passage comes from, in the order of the text.
    pub citations: Vec<Citation>,
    /// The headings of other passages that were found.
    pub suggestions: Vec<QuickReply>,
    /// Whether the passages speak of most of the question.
    pub sure: bool,
}

/// The answer, or `None` when no passage speaks of enough of the question.
pub fn compose(ranked: &[Ranked]) -> Option<Composed> {
    let best = ranked.first().filter(|best| best.coverage >= SILENT)?;
    let second = ranked.iter().skip(1).take(3).find(|other| adds(best, other));
    let used: Vec<&Passage> = [Some(best), second].into_iter().flatten().map(|ranked| &ranked.passage).collect();
    let mut text = best.passage.text.clone();
    if let Some(second) = second {
        text = format!("{text}\n\n**{}**\n\n{}", heading(&second.passage), second.passage.text);
    }
    Some(Composed {
        text,
        citations: used.iter().map(|passage| citation(passage)).collect(),
        suggestions: suggestions(ranked, &used),
        sure: best.coverage >= SURE,
    })
}

/// Whether a passage speaks of something the best one does not, and well, or goes on where the best one was cut.
fn adds(best: &Ranked, other: &Ranked) -> bool {
    let more = best.covers.iter().zip(&other.covers).any(|(has, has_too)| !has && *has_too);
    let goes_on = other.passage.title == best.passage.title && other.passage.ordinal == best.passage.ordinal + 1;
    let close = other.score >= SECOND * best.score;
    goes_on || (more && close && other.passage.title != best.passage.title)
}

fn heading(passage: &Passage) -> &str {
    passage.title.rsplit(" › ").next().unwrap_or(&passage.title)
}

fn citation(passage: &Passage) -> Citation {
    let words = plain(&passage.text).split_whitespace().collect::<Vec<_>>().join(" ");
    Citation { title: passage.title.clone(), url: passage.url.clone(), snippet: words.chars().take(SNIPPET).collect() }
}

/// Neighbouring sections of the same document first, then what else was found.
fn suggestions(ranked: &[Ranked], used: &[&Passage]) -> Vec<QuickReply> {
    let document = used.first().map_or("", |passage| &passage.document);
    let (near, far): (Vec<_>, Vec<_>) = ranked.iter().map(|ranked| &ranked.passage).partition(|p| p.document == document);
    let mut titles: Vec<&str> = Vec::new();
    for passage in near.into_iter().chain(far) {
        let title = heading(passage);
        let fresh = !titles.contains(&title) && used.iter().all(|used| heading(used) != title);
        if fresh && titles.len() < SUGGESTIONS && title.chars().count() <= SUGGESTION {
            titles.push(title);
        }
    }
    titles.into_iter().map(|title| QuickReply(title.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(title: &str, text: &str, score: f64, covers: &[bool]) -> Ranked {
        let coverage = if covers.iter().all(|&c| c) { 1.0 } else { 0.55 };
        let passage = Passage { document: "d.md".into(), title: title.into(), text: text.into(), ..Passage::default() };
        Ranked { passage, score, coverage, covers: covers.to_vec() }
    }

    #[test]
    fn the_best_passage_is_said_whole_and_the_next_suggested() {
        let text = "Do:\n\n```\nx\n```\n\n- one\n- two";
        let answer = compose(&[ranked("D › A", text, 2.0, &[true]), ranked("D › B", "other", 1.9, &[true])]).unwrap();
        assert_eq!(answer.text, text);
        assert_eq!(answer.suggestions, [QuickReply("B".into())]);
        assert_eq!(answer.citations[0].title, "D › A");
        assert!(answer.sure);
    }

    #[test]
    fn a_second_passage_is_said_when_it_adds() {
        let answer = compose(&[ranked("D › A", "a", 2.0, &[true, false]), ranked("D › B", "b", 1.9, &[false, true])]).unwrap();
        assert_eq!(answer.text, "a\n\n**B**\n\nb");
        assert_eq!(answer.citations.len(), 2);
    }

    #[test]
    fn too_little_is_no_answer() {
        assert_eq!(compose(&[]), None);
        assert_eq!(compose(&[Ranked { coverage: 0.1, ..ranked("A", "a", 1.0, &[true]) }]), None);
    }
}
