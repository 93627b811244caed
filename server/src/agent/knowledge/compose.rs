//! An answer from the passages that match best. Pure.

use parlor_shared::content::{Citation, QuickReply};

use super::{markdown::BETWEEN, phrases::Phrases, rank::Ranked};
use crate::core::knowledge::Passage;

/// Passages quoted at most.
const QUOTED: usize = 2;
/// Suggestions at most.
const SUGGESTED: usize = 3;

/// The text in Markdown: a lead, then the passages whole.
pub(super) fn text(phrases: &Phrases, quoted: &[&Passage]) -> String {
    let mut text = String::new();
    for passage in quoted {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&phrases.lead.replace("{}", nearest(passage)));
        text.push_str("\n\n");
        text.push_str(&passage.text);
    }
    text
}

/// The best passage, and the next one when it covers the question as well.
pub(super) fn quoted(ranked: &[Ranked]) -> Vec<&Passage> {
    let enough = ranked.first().map_or(0.0, |best| best.coverage);
    let second = ranked.iter().skip(1).take(1).filter(|next| next.coverage >= enough && enough < 1.0);
    ranked.iter().take(1).chain(second).take(QUOTED).map(|ranked| &ranked.hit.passage).collect()
}

/// Where the passages come from.
pub(super) fn citations(quoted: &[&Passage]) -> Vec<Citation> {
    let cite = |passage: &&Passage| Citation {
        title: passage.title.clone(),
        url: passage.url.clone(),
        snippet: passage.text.chars().take(240).collect(),
    };
    quoted.iter().map(cite).collect()
}

/// The headings of the other hits, as suggestions; each once.
pub(super) fn suggestions(ranked: &[Ranked], quoted: &[&Passage]) -> Vec<QuickReply> {
    let mut seen: Vec<&str> = quoted.iter().map(|passage| nearest(passage)).collect();
    let mut replies = vec![];
    for title in ranked.iter().map(|ranked| nearest(&ranked.hit.passage)) {
        if replies.len() < SUGGESTED && !seen.contains(&title) && title.chars().count() <= 120 {
            seen.push(title);
            replies.push(QuickReply(title.to_owned()));
        }
    }
    replies
}

fn nearest(passage: &Passage) -> &str {
    passage.title.rsplit(BETWEEN).next().unwrap_or(&passage.title)
}
