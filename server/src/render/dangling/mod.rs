//! The last, unfinished piece of a growing text: possible marks are held back, and open elements are closed. No reader
//! sees a mark that the whole text will not show.

mod angles;
mod emphasis;
mod leaf;
mod limits;
mod links;

use self::{
    angles::{is_pending_angle, is_tag_like},
    leaf::{Leaf, leaf},
    limits::{LONGEST_ADDRESS, PATIENCE},
    links::{finished_link, is_pending_definition, is_pending_link},
};
pub(super) use self::{emphasis::close, leaf::is_block};
use super::{
    code,
    code_runs::{end_of_code, run},
    events::Events,
    source::without_containers,
};

/// From this length on a piece is shown in steps of a 32nd of it, so that one endless block costs no more per
/// character than many short ones.
const STEPPED: usize = 512;
/// The part that is shown of a piece of this length, but for a character that would be cut.
pub(super) fn step(length: usize) -> usize {
    if length < STEPPED {
        return length;
    }
    length - length % ((1 << length.ilog2()) / 32)
}

/// As much of the open piece `tail` as is shown.
pub(super) fn stepped(tail: &str) -> &str {
    &tail[..tail.floor_char_boundary(step(tail.len()))]
}

/// The text without what may become a mark, and with its open code closed. `None` when that is all of it.
pub(super) fn cut(text: &str, events: &Events<'_>) -> Option<String> {
    let kept = match leaf(text, events) {
        Leaf::Code { begin, lang } => code_tail(text, begin, lang.as_deref()).to_owned(),
        Leaf::Html => angle_tail(text).to_owned(),
        Leaf::Sentence { begin, in_table, first_in_container } => {
            let whole = line_tail(text, begin, in_table);
            let mut kept = sentence_tail(whole, begin.min(whole.len()), first_in_container);
            // A row of which only its first mark is left.
            let line = kept.rfind('\n').map_or(0, |at| at + 1);
            if in_table && kept[line..].trim() == "|" {
                kept.truncate(line);
            }
            kept
        }
        Leaf::None => line_tail(text, text.len(), false).to_owned(),
    };
    (kept != text).then_some(kept)
}

/// Code without a line that may become its end; a formula is not shown before it is whole.
fn code_tail<'t>(text: &'t str, begin: usize, lang: Option<&str>) -> &'t str {
    let opening = text[..begin].rfind('\n').map_or(0, |at| at + 1);
    if code::is_formula(lang) || !text[begin..].contains('\n') {
        return &text[..opening];
    }
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let words = text[line..].trim_start_matches([' ', '\t', '>']);
    let mark = text.as_bytes()[begin];
    if words.bytes().all(|b| b == mark) { &text[..line] } else { text }
}

/// Without a tag, a comment or an address in angles that is not finished.
fn angle_tail(text: &str) -> &str {
    match text.rfind('<') {
        Some(at) if is_pending_angle(&text[at..], text[at..].contains("-->")) => &text[..at],
        _ => text,
    }
}

/// Without a last line that may begin a block or a table.
fn line_tail(text: &str, begin: usize, in_table: bool) -> &str {
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let words = without_containers(&text[line..], true);
    let ended = words.is_empty() && line > 0 && text[line..].trim_matches([' ', '>']).is_empty();
    let bare = without_containers(&text[line..], false);
    let is_delimiter = words.contains('-') && words.chars().all(|c| "|:- \t".contains(c));
    if in_table && is_delimiter && begin < line {
        return text;
    }
    if !bare.is_empty() && (is_marker(bare.trim_end()) || words.is_empty()) {
        let kept = &text[..text.len() - bare.len()];
        let of_table = bare.contains(['-', ':', '|']) && !in_table;
        return if of_table && kept.ends_with('\n') { header_tail(kept, begin) } else { kept };
    }
    if !words.is_empty() && (is_marker(words) || words.starts_with("```") || words.starts_with("~~~")) {
        let kept = &text[..text.len() - words.len()];
        let of_table = words.contains(['-', ':', '|']) && !in_table;
        return if of_table && kept.ends_with('\n') { header_tail(kept, begin) } else { kept };
    }
    if in_table {
        return text;
    }
    if ended { header_tail(text, begin) } else { row_tail(text, line.max(begin.min(text.len()))) }
}

/// A line of which nothing is there but what begins blocks.
fn is_marker(words: &str) -> bool {
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = words.len() - digits.len();
    (1..=9).contains(&number) && matches!(digits, "" | "." | ")") || words.chars().all(|c| "-+*_=#|:`~ \t".contains(c))
}

/// Without the line that has just ended, when it may be the head of a table.
fn header_tail(text: &str, begin: usize) -> &str {
    let Some(above) = text.strip_suffix('\n').or_else(|| text.rfind('\n').map(|at| &text[..at])) else { return text };
    let line = above.rfind('\n').map_or(0, |at| at + 1);
    if line + 1 < begin && !above[line..].contains('|') {
        return text;
    }
    let kept = row_tail(above, line.max(begin.min(above.len())));
    if kept.len() == above.len() { text } else { kept }
}

/// Without what is from the first column of a table on.
fn row_tail(text: &str, line: usize) -> &str {
    let mut at = line;
    let bytes = text.as_bytes();
    let mut code = false;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => code = !code,
            b'|' if !code => {
                let before = &text[line..at];
                let begins = without_containers(before, true).trim().is_empty();
                return if begins { &text[..at] } else { text[..at].trim_end_matches(' ') };
            }
            _ => {}
        }
        at += 1;
    }
    text
}

/// A sentence without its unfinished marks, and with its open code closed.
fn sentence_tail(text: &str, begin: usize, first_in_container: bool) -> String {
    let scan = scan(text, begin, first_in_container);
    let mut end = scan.cut.unwrap_or(text.len());
    let mut out = String::with_capacity(text.len());
    if let Some((at, length)) = scan.code.filter(|(at, _)| *at < end) {
        let inside = text[at + length..end].trim_end_matches('`');
        if inside.trim().is_empty() {
            end = at;
        } else {
            copy_without(text, at + length + inside.len(), &scan.dropped, &mut out);
            // A code span cannot end in a blank line.
            let kept = out.trim_end_matches('\n').len();
            out.truncate(kept);
            out.push_str(&"`".repeat(length));
            return out;
        }
    }
    copy_without(text, end, &scan.dropped, &mut out);
    let kept = trailing(&out).len().max(begin.min(out.len()));
    out.truncate(kept);
    out
}

fn copy_without(text: &str, end: usize, dropped: &[usize], out: &mut String) {
    let mut from = 0;
    for at in dropped.iter().filter(|at| **at < end) {
        out.push_str(&text[from..*at]);
        from = at + 1;
    }
    out.push_str(&text[from..end]);
}

/// Without marks and entities at the very end.
fn trailing(mut text: &str) -> &str {
    loop {
        let mut kept = text.trim_end_matches(['*', '_', '~', '!']);
        if is_escape(kept) && kept.len() < text.len() {
            kept = &text[..=kept.len()];
        }
        // The end of a line that will be a break.
        let line = kept.trim_end_matches(['\n', ' ']);
        if is_escape(line) && kept[line.len()..].starts_with('\n') {
            kept = &line[..line.len() - 1];
        }
        if let Some(at) = kept.rfind('&')
            && kept.len() - at <= 10
            && !is_escape(&kept[..at])
            && kept[at + 1..].chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        {
            kept = &kept[..at];
        }
        if kept.len() == text.len() {
            return kept;
        }
        text = kept;
    }
}

/// True when the text ends in a backslash that is not itself escaped.
fn is_escape(text: &str) -> bool {
    text.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

/// The unfinished marks of a sentence.
#[derive(Default)]
struct Scan {
    /// Nothing is shown from here on.
    cut: Option<usize>,
    /// The beginning of code that is not closed, and the length of its mark.
    code: Option<(usize, usize)>,
    /// Brackets that are not closed.
    dropped: Vec<usize>,
}

fn scan(text: &str, begin: usize, first_in_container: bool) -> Scan {
    let mut scan = Scan::default();
    let mut open: Vec<usize> = Vec::new();
    let (mut tag_end, mut link_end) = (Next::new(text, '>'), Next::new(text, ')'));
    let last_comment_end = text.rfind("-->");
    let bytes = text.as_bytes();
    let mut at = begin;
    while at < bytes.len() {
        // Empty inside a multi-byte character, which is not a mark.
        let rest = text.get(at..).unwrap_or_default();
        match bytes[at] {
            b'\\' => at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            b'`' => {
                let length = run(bytes, at);
                let Some(end) = end_of_code(&text[at + length..], length) else {
                    scan.code = Some((at, length));
                    break;
                };
                at += length + end;
            }
            b'<' if is_pending_angle(rest, last_comment_end.is_some_and(|end| end > at)) => {
                scan.cut = Some(at);
                break;
            }
            b'<' if is_tag_like(rest) => at = tag_end.within(at, LONGEST_ADDRESS).unwrap_or(at) + 1,
            b'[' => {
                open.push(at);
                at += 1;
            }
            b']' => {
                let opened = open.pop();
                let pending = opened.is_some() && is_pending_link(&rest[1..]);
                if let Some(opened) = opened.filter(|_| pending) {
                    // Its text is shown, its address is not there yet.
                    let image = is_picture(text, begin, opened);
                    scan.cut = Some(if image { opened - 1 } else { at });
                    if !image {
                        scan.dropped.push(opened);
                    }
                    break;
                }
                at += 1;
                if opened.is_some() && (!rest[1..].starts_with('(') || link_end.within(at, PATIENCE).is_some()) {
                    at += finished_link(&text[at..]);
                }
            }
            _ => at += 1,
        }
    }
    open_brackets(text, begin, first_in_container, &open, &mut scan);
    if is_pending_definition(&text[begin..]) {
        scan.cut = Some(begin);
    }
    scan.dropped.sort_unstable();
    scan
}

/// Brackets that nothing has closed yet: of a link its text is shown, a picture waits, and so does the box of a task.
fn open_brackets(text: &str, begin: usize, first_in_container: bool, open: &[usize], scan: &mut Scan) {
    for &at in open {
        let rest = &text[at + 1..];
        let image = is_picture(text, begin, at);
        let first = at == begin && first_in_container;
        let marks = first && (rest.chars().take(3).count() <= 2 || rest.starts_with('!') && !rest.contains('\n'));
        if image && rest.len() < PATIENCE {
            scan.cut = Some(scan.cut.map_or(at - 1, |cut| cut.min(at - 1)));
        } else if marks {
            scan.cut = Some(at);
        } else if rest.len() < PATIENCE {
            scan.dropped.push(at);
        }
    }
}

/// True when a bracket begins a picture.
fn is_picture(text: &str, begin: usize, bracket: usize) -> bool {
    bracket > begin && text[..bracket].strip_suffix('!').is_some_and(|before| !is_escape(before))
}

/// The places of one character, asked for in order. Each is looked for once, so that the marks of a text that wait for it cost
/// its length and not its square.
struct Next<'t> {
    text: &'t str,
    wanted: char,
    /// The first one from here on is there, if there is any.
    known: Option<(usize, Option<usize>)>,
}

impl<'t> Next<'t> {
    fn new(text: &'t str, wanted: char) -> Self {
        Self { text, wanted, known: None }
    }

    /// The next one from `at` on, when fewer than `most` bytes are before it.
    fn within(&mut self, at: usize, most: usize) -> Option<usize> {
        let is_known = self.known.is_some_and(|(from, found)| from <= at && found.is_none_or(|found| found >= at));
        if !is_known {
            self.known = Some((at, self.text[at..].find(self.wanted).map(|found| at + found)));
        }
        self.known.and_then(|(_, found)| found).filter(|found| found - at < most)
    }
}
