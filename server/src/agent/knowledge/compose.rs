//! An answer from the passage that answers best, cut to what matters. Pure.

use parlor_shared::content::{Citation, QuickReply};

use super::{phrases::Phrases, search::Found};
use crate::core::knowledge::{BETWEEN, Passage};

/// A passage up to this long is quoted whole, in characters; of a longer one what answers.
const WHOLE: usize = 700;
/// Suggestions at most.
const SUGGESTED: usize = 3;
/// The longest suggestion, in characters.
const LONGEST_SUGGESTION: usize = 120;
/// The longest snippet of a source, in characters.
const SNIPPET: usize = 240;
/// Rows of a table that nothing chooses among.
const ROWS: usize = 12;
/// A row or a block belongs to the answer when it says this part of what the best one says.
const AS_GOOD: f32 = 0.7;

/// Something between blank lines: a paragraph, a list, a table, a block of code.
struct Block<'a> {
    lines: &'a [&'a str],
    /// The share of the question that each line covers.
    said: &'a [f32],
}

/// The text of the best passage that answers, in Markdown.
pub(super) fn text(found: &Found) -> String {
    let Some(passage) = found.passages.first() else { return String::new() };
    let lines: Vec<&str> = passage.text.lines().collect();
    let blocks = blocks(&lines, &found.lines);
    let chosen = choose(&blocks);
    let texts = blocks.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(block, _)| block.text());
    texts.collect::<Vec<_>>().join("\n\n")
}

/// Cuts at blank lines outside of code.
fn blocks<'a>(lines: &'a [&'a str], said: &'a [f32]) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let (mut begin, mut fence) = (0, None::<&str>);
    for (at, line) in lines.iter().chain([&""]).enumerate() {
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        fence = match fence {
            Some(open) if mark == Some(open) => None,
            None => mark,
            open => open,
        };
        let ends = at == lines.len() || fence.is_none() && line.trim().is_empty();
        if ends {
            let block = lines.get(begin..at).zip(said.get(begin..at)).filter(|(lines, _)| !lines.is_empty());
            blocks.extend(block.map(|(lines, said)| Block { lines, said }));
            begin = at + 1;
        }
    }
    blocks
}

/// The blocks that are quoted: all of a short passage; else the best ones and what leads to them, in their order.
fn choose(blocks: &[Block<'_>]) -> Vec<bool> {
    let length: usize = blocks.iter().map(Block::length).sum();
    let best = blocks.iter().map(Block::said).fold(0.0, f32::max);
    if length <= WHOLE || blocks.len() < 2 || best <= 0.0 {
        return fill(blocks);
    }
    let mut chosen: Vec<bool> = blocks.iter().map(|block| block.said() >= AS_GOOD * best).collect();
    let mut room = WHOLE;
    for (at, block) in blocks.iter().enumerate() {
        chosen[at] &= room > 0;
        room = if chosen[at] { room.saturating_sub(block.length()) } else { room };
    }
    for at in 1..blocks.len() {
        let (before, behind) = (chosen[at - 1], chosen[at]);
        // A list, a table or code says little without the sentence above it, and a sentence that announces it nothing without it.
        chosen[at - 1] |= behind && !blocks[at].is_prose() && blocks[at - 1].is_prose();
        chosen[at] |= before && blocks[at - 1].announces();
        chosen[at] |= before && blocks[at].is_code() && blocks[at - 1].is_prose();
    }
    chosen
}

/// The blocks that fit, from the beginning.
fn fill(blocks: &[Block<'_>]) -> Vec<bool> {
    let mut room = 2 * WHOLE;
    let mut fits = |(at, block): (usize, &Block<'_>)| {
        let fits = at == 0 || block.length() <= room;
        room = if fits { room.saturating_sub(block.length()) } else { 0 };
        fits
    };
    blocks.iter().enumerate().map(&mut fits).collect()
}

impl Block<'_> {
    fn length(&self) -> usize {
        self.lines.iter().map(|line| line.chars().count()).sum()
    }

    /// The share of the question it covers; a line that is only part of it counts most.
    fn said(&self) -> f32 {
        self.said.iter().copied().fold(0.0, f32::max)
    }

    fn is_code(&self) -> bool {
        self.lines
            .first()
            .is_some_and(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~"))
    }

    fn is_prose(&self) -> bool {
        let first = self.lines.first().map_or("", |line| line.trim_start());
        !self.is_code()
            && !first.starts_with(['|', '-', '*', '+', '>'])
            && !first.starts_with(|c: char| c.is_ascii_digit())
    }

    fn announces(&self) -> bool {
        self.lines.last().is_some_and(|line| line.trim_end().ends_with([':', '：']))
    }

    /// The block; of a table the head and the rows that matter.
    fn text(&self) -> String {
        let is_rule = |line: &&str| line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        let is_table =
            self.lines.first().is_some_and(|line| line.contains('|')) && self.lines.get(1).is_some_and(is_rule);
        let (Some(head), Some(rows), Some(said)) = (self.lines.get(..2), self.lines.get(2..), self.said.get(2..))
        else {
            return self.lines.join("\n");
        };
        if !is_table {
            return self.lines.join("\n");
        }
        let best = said.iter().copied().fold(0.0, f32::max);
        let matters = |(at, said): (usize, &f32)| if best > 0.0 { *said >= AS_GOOD * best } else { at < ROWS };
        let kept = rows.iter().zip(said.iter().enumerate()).filter(|(_, said)| matters(*said)).map(|(row, _)| row);
        head.iter().chain(kept).copied().collect::<Vec<_>>().join("\n")
    }
}

/// The sources of the answer.
pub(super) fn citations(found: &Found) -> Vec<Citation> {
    let cite = |passage: &Passage| Citation {
        title: passage.title.clone(),
        url: passage.url.clone(),
        snippet: passage.text.chars().take(SNIPPET).collect(),
    };
    found.passages.first().map(cite).into_iter().collect()
}

/// Questions that the passages answer, from their headings; each once. Passages that say less of the question than `least` have nothing
/// to do with it.
pub(super) fn questions(found: &Found, from: usize, least: f32, phrases: &Phrases) -> Vec<QuickReply> {
    let mut seen: Vec<&str> = found.passages.iter().take(from).map(heading).collect();
    let mut replies = Vec::new();
    for (passage, score) in found.passages.iter().zip(&found.scores).skip(from) {
        let heading = heading(passage);
        let question = phrases.question(heading);
        let fits = question.chars().count() <= LONGEST_SUGGESTION && *score >= least && !seen.contains(&heading);
        if fits && replies.len() < SUGGESTED {
            seen.push(heading);
            replies.push(QuickReply(question));
        }
    }
    replies
}

/// The heading right above a passage.
fn heading(passage: &Passage) -> &str {
    passage.title.rsplit(BETWEEN).next().unwrap_or(&passage.title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::knowledge::{
        index::Index,
        search::{Asked, search},
    };

    fn answer(text: &str, question: &str) -> String {
        let passage = Passage { title: "Shop".into(), text: text.into(), plain: text.into(), ..Passage::default() };
        let asked = Asked { question: question.into(), ..Asked::default() };
        super::text(&search(&Index::new(vec![passage]), &asked, None))
    }

    const RATES: &str =
        "It depends on the country.\n\n| Country | Price |\n|---|---|\n| Germany | 4.90 |\n| Austria | 9.90 |";

    #[test]
    fn a_table_is_cut_to_the_rows_that_matter() {
        let austria = "It depends on the country.\n\n| Country | Price |\n|---|---|\n| Austria | 9.90 |";
        assert_eq!(answer(RATES, "How much to Austria?"), austria);
        assert_eq!(answer(RATES, "Which country is cheapest?"), RATES);
    }

    #[test]
    fn a_long_passage_is_cut_to_the_blocks_that_answer_and_what_announces_them() {
        let filler = "Nothing to see here, nothing at all, move along please. ".repeat(8);
        let text =
            format!("{filler}\n\nRun the kettle like this:\n\n```sh\nkettle --boil\n\nkettle --pour\n```\n\n{filler}");
        let cut = answer(&text, "How do I run the kettle?");
        assert_eq!(cut, "Run the kettle like this:\n\n```sh\nkettle --boil\n\nkettle --pour\n```");
        let short = "The kettle boils.\n\nIt is red.";
        assert_eq!(answer(short, "Does the kettle boil?"), short);
    }
}
