//! Decisions before Markdown is parsed: where formulas are, and which dollar is a price; references to footnotes; emphasis
//! beside scripts that write without spaces.
//!
//! The parser does not handle these. Each formula and reference is replaced with one private character that has no
//! meaning in Markdown; if it ends up in code or in an address, the source is restored. Next to stars that the parser
//! would misread, a punctuation mark that no current language uses is inserted; it is removed from everything that is
//! shown.

mod formula;
mod found;
mod scripts;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use found::Found;
pub(super) use found::{Extent, Lifted, block_end, without_containers};
pub(super) use scripts::{is_unspaced, opens};

/// Private characters that replace the parts lifted out, in order.
const FIRST: u32 = 0x10_0000;
const MOST: usize = 0xFFFD;
/// Punctuation to the parser, and shown nowhere.
const SEAM: char = '\u{1BC9F}';
/// Maximum length of a footnote's name, in bytes.
const LONGEST_NAME: usize = 64;

/// A text that the parser can read, and what was lifted out of it.
pub(super) struct MarkdownSource {
    pub(super) text: String,
    lifted: Vec<(Lifted, String)>,
}

impl MarkdownSource {
    /// Reads `text`.
    pub(super) fn of(text: &str, extent: Extent) -> Self {
        let mut scanner = Scanner {
            text,
            at: 0,
            extent,
            source: Self { text: String::with_capacity(text.len() + 16), lifted: Vec::new() },
            verbatim: None,
            block: 0,
            runs: HashMap::new(),
            defined: None,
        };
        scanner.run();
        scanner.source
    }

    /// The original that this character stands for.
    pub(super) fn lifted(&self, c: char) -> Option<&Lifted> {
        self.entry(c).map(|(lifted, _)| lifted)
    }

    /// `text` as it was written.
    pub(super) fn restored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(|c| c == SEAM || self.entry(c).is_some()) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match self.entry(c) {
                Some((_, written)) => out.push_str(written),
                None if c == SEAM => {}
                None => out.push(c),
            }
        }
        Cow::Owned(out)
    }

    fn entry(&self, c: char) -> Option<&(Lifted, String)> {
        let at = u32::from(c).checked_sub(FIRST)?;
        self.lifted.get(usize::try_from(at).ok()?)
    }
}

/// True for the character that stands beside emphasis.
pub(super) const fn is_seam(c: char) -> bool {
    c == SEAM
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    extent: Extent,
    source: MarkdownSource,
    /// The fence that is open: its character and length, and whether it stands in a quotation.
    verbatim: Option<(char, usize, bool)>,
    /// The end of the block that was read last.
    block: usize,
    /// The last run of back-ticks of each length in it.
    runs: HashMap<usize, usize>,
    /// The names of the text's footnotes, computed on first use.
    defined: Option<HashSet<String>>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let mut line_begins = true;
        while self.at < self.text.len() {
            if line_begins && self.verbatim_line() {
                continue;
            }
            let found = self.look(line_begins);
            let begin = self.at;
            match found {
                Found::Lift(lifted, length) => {
                    self.at += length;
                    self.lift(lifted, &self.text[begin..self.at]);
                }
                Found::Copy(length) => {
                    self.at += length;
                    self.copy(begin);
                }
                Found::Wait => return,
            }
            line_begins = self.text[begin..self.at].ends_with('\n');
        }
    }

    /// Copies a line of a block of code, or one that begins or ends it.
    fn verbatim_line(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let line = &rest[..end];
        let quoted = line.trim_start().starts_with('>');
        if self.verbatim.is_some_and(|(.., in_quote)| in_quote && !quoted) {
            self.verbatim = None;
        }
        let words = without_containers(line, self.verbatim.is_none());
        let fence = fence(words);
        match (self.verbatim, fence) {
            (None, None) => return false,
            (None, Some((mark, length))) => {
                if mark == '`' && words[length..].contains('`') {
                    return false;
                }
                self.verbatim = Some((mark, length, quoted));
            }
            (Some((open, least, _)), Some((mark, length))) => {
                if open == mark && length >= least && words[length..].trim().is_empty() {
                    self.verbatim = None;
                }
            }
            (Some(_), None) => {}
        }
        let begin = self.at;
        self.at += end;
        self.copy(begin);
        true
    }

    /// Copies what was passed since `begin`.
    fn copy(&mut self, begin: usize) {
        let passed = &self.text[begin..self.at];
        // Ours take four bytes each.
        if passed.bytes().all(|byte| byte < 0xF0) {
            self.source.text.push_str(passed);
            return;
        }
        for c in passed.chars() {
            let ours = c == SEAM || (FIRST..FIRST + 0xFFFE).contains(&u32::from(c));
            if ours {
                self.lift(Lifted::Character, c.encode_utf8(&mut [0; 4]));
            } else {
                self.source.text.push(c);
            }
        }
    }

    fn lift(&mut self, lifted: Lifted, written: &str) {
        let at = self.source.lifted.len();
        let stand_in = u32::try_from(at).ok().filter(|_| at < MOST).and_then(|at| char::from_u32(FIRST + at));
        match stand_in {
            Some(c) => {
                self.source.lifted.push((lifted, written.to_owned()));
                self.source.text.push(c);
            }
            // The private characters are used up: the rest stays text.
            None => self.source.text.extend(written.chars().filter(|c| *c != SEAM && u32::from(*c) < FIRST)),
        }
    }

    /// Copies a code span, and back-ticks that do not begin one. The end is searched for only if there is one, because
    /// runs of many lengths would otherwise take quadratic time.
    fn code_span(&self, block: &str) -> Found {
        let length = block.bytes().take_while(|b| *b == b'`').count();
        let ends = self.runs.get(&length).is_some_and(|last| *last > self.at);
        let end = ends.then(|| super::code_runs::end_of_code(&block[length..], length)).flatten();
        Found::Copy(length + end.unwrap_or(0))
    }

    fn look(&mut self, line_begins: bool) -> Found {
        let text = self.text;
        let rest = &text[self.at..];
        let first = rest.as_bytes()[0];
        if matches!(first, b'$' | b'\\' | b'`') || line_begins && first == b' ' {
            if self.block <= self.at {
                self.block = self.at + block_end(rest);
                self.runs = last_runs(&text[..self.block], self.at);
            }
            let extent = if self.block == text.len() { self.extent } else { Extent::Piece };
            // A formula is no longer than that; one that may go on past the block's end waits.
            let block = &text[self.at..self.block.max(self.at + 1)];
            let near = &block[..block.floor_char_boundary(formula::REACH)];
            if line_begins && let Some(found) = formula::environment(near, extent) {
                return found;
            }
            match first {
                b'$' => return formula::dollars(&text[..self.at], near, extent),
                b'\\' => return formula::brackets(near, extent),
                b'`' => return self.code_span(block),
                _ => {}
            }
        }
        match first {
            b'[' if rest[1..].starts_with('^') => self.reference(rest),
            b'*' | b'~' => self.delimiters(rest),
            _ => Found::Copy(rest.find(['$', '\\', '`', '[', '*', '~', '\n']).map_or(rest.len(), |at| {
                let stop = rest.as_bytes()[at] == b'\n';
                if stop || at == 0 { at + 1 } else { at }
            })),
        }
    }

    /// A run of marks, beside which a seam may be needed.
    fn delimiters(&mut self, rest: &str) -> Found {
        let mark = rest.as_bytes()[0];
        let length = rest.bytes().take_while(|b| *b == mark).count();
        let before = self.text[..self.at].chars().next_back();
        let after = rest[length..].chars().next();
        let seam = scripts::seam(before, after);
        if seam == scripts::Seam::Before {
            self.source.text.push(SEAM);
        }
        self.source.text.push_str(&rest[..length]);
        if seam == scripts::Seam::After {
            self.source.text.push(SEAM);
        }
        self.at += length;
        Found::Copy(0)
    }

    /// A reference to a footnote; at the beginning of a line it may be the note itself, which is the parser's.
    fn reference(&mut self, rest: &str) -> Found {
        let name = &rest[2..];
        let end = name.find(|c: char| c.is_whitespace() || "[]^".contains(c));
        let Some(end) = end.filter(|end| name[*end..].starts_with(']') && *end > 0 && *end <= LONGEST_NAME) else {
            let unfinished = end.is_none() && name.len() <= LONGEST_NAME;
            return if unfinished && self.extent == Extent::Growing { Found::Wait } else { Found::Copy(2) };
        };
        let (length, after) = (2 + end + 1, &name[end + 1..]);
        let line = self.text[..self.at].rsplit('\n').next().unwrap_or_default();
        let defines = without_containers(line, true).is_empty();
        if defines && after.starts_with(':') {
            return Found::Copy(length);
        }
        if defines && after.is_empty() && self.extent == Extent::Growing {
            return Found::Wait;
        }
        let name = &name[..end];
        let text = self.text;
        let is_defined =
            |defined: &mut Option<HashSet<String>>| defined.get_or_insert_with(|| names_of_notes(text)).contains(name);
        if self.extent != Extent::Whole || is_defined(&mut self.defined) {
            return Found::Lift(Lifted::Note(name.to_owned()), length);
        }
        Found::Copy(length)
    }
}

/// The names of a text's footnotes.
fn names_of_notes(text: &str) -> HashSet<String> {
    let name = |line: &str| {
        let (name, _) = without_containers(line, true).strip_prefix("[^")?.split_once("]:")?;
        Some(name.to_owned())
    };
    text.lines().filter_map(name).collect()
}

/// The last run of back-ticks of each length, from `from` on.
fn last_runs(text: &str, from: usize) -> HashMap<usize, usize> {
    let (mut runs, mut at) = (HashMap::new(), from);
    while let Some(begin) = text[at..].find('`').map(|found| at + found) {
        let length = text[begin..].bytes().take_while(|b| *b == b'`').count();
        runs.insert(length, begin);
        at = begin + length;
    }
    runs
}

/// The mark and length of the fence that a line begins with.
fn fence(words: &str) -> Option<(char, usize)> {
    let mark = words.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = words.chars().take_while(|c| *c == mark).count();
    (length >= 3).then_some((mark, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifted(text: &str) -> Vec<String> {
        let source = MarkdownSource::of(text, Extent::Whole);
        source.lifted.iter().map(|(_, written)| written.clone()).collect()
    }

    #[test]
    fn prices_stay_and_formulas_are_lifted() {
        for text in [
            "**$9** or **$19**",
            "[$5](https://a.example/5) or [$7](https://a.example/7)",
            "It costs $5 and $10, or $100K ($115K next year).",
            "$5-$10",
            "US$5 and A$6",
            "5$ or 6$",
            "between 5$ and 10$.",
            "$5, or 4$ for members",
            "$20/mo or $200/yr",
            "echo $HOME/bin:$PATH",
            "$AAPL rose and $MSFT fell",
            "rated $$$ of $$$$",
            "`$x$` and ```$y$```",
            "```\n$x$\n```",
            "\\$x$",
            "$ 5 and $ 6",
            "only $3.50 for a cup, $4 with milk",
            "*$1,000* to *$2,000*",
        ] {
            assert_eq!(lifted(text), [""; 0], "{text}");
        }
        for (text, formulas) in [
            ("$x^2$ and $y$", &["$x^2$", "$y$"][..]),
            ("costs $5, where $x$ is", &["$x$"]),
            ("\\(a\\) and \\[b\\]", &["\\(a\\)", "\\[b\\]"]),
            ("$$\nx\n$$", &["$$\nx\n$$"]),
            ("the $n$th term", &["$n$"]),
            ("$10~\\text{km}$", &["$10~\\text{km}$"]),
            ("$5$ apples", &["$5$"]),
            ("$2x+1$ and $3$", &["$2x+1$", "$3$"]),
            ("$5 + 3 = 8$", &["$5 + 3 = 8$"]),
            ("$ \\alpha $", &["$ \\alpha $"]),
            ("$`x^2`$", &["$`x^2`$"]),
            ("\\begin{align}\na &= b\n\\end{align}", &["\\begin{align}\na &= b\n\\end{align}"]),
        ] {
            assert_eq!(lifted(text), formulas, "{text}");
        }
    }

    #[test]
    fn what_was_lifted_can_be_put_back() {
        let text = "a $x$ \u{100000} **「b」**c [^1]\n\n[^1]: d \u{1BC9F}";
        let source = MarkdownSource::of(text, Extent::Whole);
        assert_ne!(source.text, text);
        assert_eq!(source.restored(&source.text), text);
    }
}
