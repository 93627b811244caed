//! Cuts Markdown into passages: a section each, long sections at natural borders, questions with their answers.
//!
//! [`pairs`] marks questions and answers, `front_matter` takes what stands above the text, `blocks` is the document as
//! pulldown-cmark reads it, `pieces` what a passage may be made of. Every other reader writes Markdown, so that there is
//! one cutter.

mod blocks;
mod front_matter;
mod length;
mod pairs;
mod pieces;

use std::collections::HashMap;

use url::Url;

use self::{
    blocks::{Block, Heading, blocks},
    length::LONGEST,
    pieces::{Piece, packed},
};
use crate::core::knowledge::{BETWEEN, Passage};

/// The longest heading, in characters: every passage below it repeats it.
const LONGEST_HEADING: usize = 200;
/// Below every heading of Markdown.
const QUESTION: usize = 7;

/// The origin of a document.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// Its relative path; its title until a first heading names it.
    pub(super) name: &'a str,
    /// Its published address.
    pub(super) url: Option<&'a Url>,
}

/// The passages of a document.
pub(super) fn passages(source: Source<'_>, text: &str) -> Vec<Passage> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (front, body) = front_matter::split(text);
    let mut cutter = Cutter::new(source, front.terms);
    if let Some(title) = front.title {
        cutter.path.push(Level { depth: 0, title, anchor: None });
    }
    for block in blocks(&pairs::marked(body), source.url) {
        cutter.take(block);
    }
    cutter.finish()
}

/// A heading above the passage.
struct Level {
    depth: usize,
    title: String,
    anchor: Option<String>,
}

struct Cutter<'a> {
    source: Source<'a>,
    path: Vec<Level>,
    /// A count of each anchor: the second `#usage` is `#usage-1`.
    anchors: HashMap<String, usize>,
    /// The page of a PDF.
    page: Option<u32>,
    pieces: Vec<Piece>,
    /// Words of the document's front matter: matched with its first passage, and never quoted.
    terms: String,
    done: Vec<Passage>,
}

impl<'a> Cutter<'a> {
    fn new(source: Source<'a>, terms: String) -> Self {
        let (path, anchors, pieces, done) = (vec![], HashMap::new(), vec![], vec![]);
        Self { source, path, anchors, page: None, pieces, terms, done }
    }

    fn take(&mut self, block: Block) {
        match block {
            Block::Heading(heading) => self.enter(heading),
            Block::Question(title) => {
                let title = shortened(&title);
                self.leave(QUESTION);
                self.path.push(Level { depth: QUESTION, title, anchor: None });
            }
            Block::EndOfAnswers => self.leave(QUESTION),
            Block::Page(page) => {
                self.end_section();
                self.page = Some(page);
            }
            Block::Body(pieces) => self.pieces.extend(pieces),
        }
    }

    fn enter(&mut self, heading: Heading) {
        self.leave(heading.level);
        let title = shortened(&heading.title);
        let own = heading.id.unwrap_or_else(|| slug(&title));
        let anchor = self.numbered(own);
        // The first heading of the highest level is the page itself.
        let is_title = heading.level == 1 && self.done.is_empty() && self.path.iter().all(|above| above.depth == 0);
        if is_title && self.path.iter().any(|above| above.title.to_lowercase() == title.to_lowercase()) {
            self.path.clear();
        }
        self.path.push(Level { depth: heading.level, title, anchor: (!is_title).then_some(anchor) });
    }

    /// An anchor that no heading had yet, as GitHub and mdBook number them.
    fn numbered(&mut self, anchor: String) -> String {
        let times = self.anchors.entry(anchor.clone()).or_default();
        *times += 1;
        if *times == 1 { anchor } else { format!("{anchor}-{}", *times - 1) }
    }

    /// Ends the section, and those above it down to this level.
    fn leave(&mut self, level: usize) {
        let unanswered = self.pieces.is_empty().then(|| self.path.pop_if(|last| last.depth == QUESTION)).flatten();
        if let Some(question) = unanswered {
            // No answer: it was a line of the text.
            self.pieces.push(Piece::paragraph(question.title));
        }
        self.end_section();
        self.path.retain(|above| above.depth < level);
    }

    fn end_section(&mut self) {
        for text in packed(std::mem::take(&mut self.pieces), LONGEST) {
            self.add(text);
        }
    }

    fn add(&mut self, text: String) {
        let title = self.title();
        let words = blocks::words(&text);
        let terms = std::mem::take(&mut self.terms);
        let plain = [title.as_str(), &terms, &words].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
        let plain = plain.join("\n");
        let ordinal = u32::try_from(self.done.len()).unwrap_or(u32::MAX);
        let (document, url) = (self.source.name.to_owned(), self.url());
        self.done.push(Passage { document, ordinal, title, url, text, plain });
    }

    fn title(&self) -> String {
        let headings: Vec<&str> = self.path.iter().map(|above| above.title.as_str()).collect();
        if self.path.iter().all(|above| above.depth == QUESTION) {
            let stem = stem(self.source.name);
            return std::iter::once(stem.as_str()).chain(headings).collect::<Vec<_>>().join(BETWEEN);
        }
        headings.join(BETWEEN)
    }

    /// The page, at the page of the PDF or at the nearest heading.
    fn url(&self) -> Option<String> {
        let url = self.source.url?;
        let nearest = self.path.iter().rev().find(|above| above.depth < QUESTION);
        let anchor = match self.page {
            Some(page) => Some(format!("page={page}")),
            None => nearest.and_then(|above| above.anchor.clone()).filter(|anchor| !anchor.is_empty()),
        };
        Some(anchor.map_or_else(|| url.to_string(), |anchor| format!("{url}#{anchor}")))
    }

    fn finish(mut self) -> Vec<Passage> {
        self.leave(QUESTION);
        self.done
    }
}

fn shortened(title: &str) -> String {
    title.chars().take(LONGEST_HEADING).collect()
}

fn stem(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).replace(['-', '_'], " ")
}

/// The anchor that GitHub, mdBook and most generators give a heading.
fn slug(title: &str) -> String {
    let kept = title.trim().to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || is_mark(*c) || matches!(c, '-' | '_')).collect()
}

/// Signs of writing that are no letters of their own: the virama of Devanagari, combining accents.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}' | '\u{3099}' | '\u{309a}')
}

#[cfg(test)]
mod tests;
