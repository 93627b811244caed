//! Splits a growing text into pieces that later text does not change.
//!
//! The scanner reads whole lines and the first characters of the last line. Once it has cut off a piece, that piece is
//! final, whatever follows. It prefers larger pieces: a list, an indented block, or HTML that may continue after a
//! blank line is never cut. Reference definitions reach across pieces; they are resolved at the end of the document.

use super::code;

/// State of the scanner for the open piece.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent observations, not one state in disguise")]
pub(super) struct Blocks {
    /// Start of the open piece, in bytes.
    pub(super) start: usize,
    /// Start of the line that is being written.
    line: usize,
    /// Position at which the search for line ends resumes.
    seen: usize,
    blank: bool,
    list: bool,
    /// HTML up to the next blank line.
    html: bool,
    /// HTML that may hold blank lines.
    sealed: bool,
    /// The number of open elements that hold other blocks.
    nested: usize,
    fence: Option<Fence>,
}

/// An open fence.
#[derive(Clone, Copy)]
struct Fence {
    mark: u8,
    length: usize,
    /// At the margin and outside of everything: the piece is this block of code.
    top: bool,
    /// Its content is rendered as a whole.
    formula: bool,
}

impl Blocks {
    /// Scans the text that was added; returns the end of each piece that ended.
    pub(super) fn scan(&mut self, text: &str) -> Vec<usize> {
        let mut cuts = Vec::new();
        while let Some(end) = text[self.seen..].find('\n').map(|at| self.seen + at + 1) {
            self.complete(&text[self.line..end], end, &mut cuts);
            (self.line, self.seen) = (end, end);
        }
        self.seen = text.len();
        let last = &text[self.line..];
        if self.may_cut() && self.begins(last) {
            self.cut(self.line, &mut cuts);
        }
        cuts
    }

    /// Returns the start of the line that is being written, in bytes.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Returns true if the open piece is a block of code at the margin whose first line is complete.
    pub(super) fn in_code(&self) -> bool {
        self.fence.is_some_and(|f| f.top && !f.formula)
    }

    fn complete(&mut self, line: &str, end: usize, cuts: &mut Vec<usize>) {
        if let Some(fence) = self.fence {
            if fence.closed_by(line) {
                self.fence = None;
                if fence.top && self.nested == 0 {
                    self.cut(end, cuts);
                }
            }
            return;
        }
        let opening = Fence::opened_by(line);
        let top = opening.is_some_and(|f| f.top) && !self.html && !self.sealed && self.nested == 0;
        if top || self.may_cut() && self.begins(line) {
            self.cut(self.line, cuts);
        }
        self.fence = opening.filter(|_| !self.html && !self.sealed).map(|fence| Fence { top, ..fence });
        self.blank = line.trim().is_empty();
        let words = line.trim_start();
        self.html = !self.blank && (self.html || words.starts_with('<'));
        self.sealed |= outlives_blank_lines(words);
        if self.nested > 0 || words.starts_with('<') {
            self.nested = (self.nested + count(words, "<")).saturating_sub(count(words, "</"));
        }
        self.list |= marker(words) == Some(true);
    }

    fn may_cut(&self) -> bool {
        self.blank && !self.sealed && self.nested == 0 && self.fence.is_none()
    }

    /// Returns true if this line, which may still grow, begins a block of its own.
    fn begins(&self, line: &str) -> bool {
        let first = line.chars().next();
        first.is_some_and(|c| !c.is_whitespace()) && (!self.list || marker(line) == Some(false))
    }

    fn cut(&mut self, at: usize, cuts: &mut Vec<usize>) {
        if at > self.start {
            cuts.push(at);
        }
        *self = Self { start: at, line: self.line, seen: self.seen, ..Self::default() };
    }
}

impl Fence {
    fn opened_by(line: &str) -> Option<Self> {
        let words = line.trim_start();
        let mark = *words.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
        let length = words.bytes().take_while(|b| *b == mark).count();
        let info = &words[length..];
        let fits = length >= 3 && !(mark == b'`' && info.contains('`'));
        let formula = code::is_formula(code::language(info).as_deref());
        fits.then_some(Self { mark, length, top: words.len() == line.len(), formula })
    }

    fn closed_by(self, line: &str) -> bool {
        let words = line.trim_start_matches(' ');
        let length = words.bytes().take_while(|b| *b == self.mark).count();
        let near = !self.top || line.len() - words.len() < 4;
        near && length >= self.length && words[length..].trim().is_empty()
    }
}

/// Maximum number of digits in the number of a list item.
const DIGITS: usize = 9;

/// Returns true if a line begins with the marker of a list item; `None` while that is undecided.
fn marker(line: &str) -> Option<bool> {
    let digits = line.bytes().take(DIGITS + 1).take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let after = match digits {
        0 => rest.strip_prefix(['-', '*', '+']),
        1..=DIGITS => rest.strip_prefix(['.', ')']),
        _ => return Some(false),
    };
    match after {
        Some(after) => after.chars().next().map(char::is_whitespace),
        None if rest.is_empty() => None,
        None => Some(false),
    }
}

/// The number of elements that hold blocks and begin, or end, in a line.
fn count(line: &str, mark: &str) -> usize {
    let begins = |rest: &str| {
        let name: String = rest.chars().take_while(char::is_ascii_alphabetic).take(8).collect();
        ["details", "table", "ul", "ol"].iter().any(|known| known.eq_ignore_ascii_case(&name))
    };
    line.match_indices(mark).filter(|(at, _)| begins(&line[at + mark.len()..])).count()
}

fn outlives_blank_lines(words: &str) -> bool {
    let Some(name) = words.strip_prefix('<') else { return false };
    let name: String = name.chars().take(8).collect::<String>().to_ascii_lowercase();
    ["!", "?", "script", "pre", "style", "textarea"].iter().any(|n| name.starts_with(n))
}
