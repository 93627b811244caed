//! How the last, unfinished piece of a growing text is shown: what may become a mark waits, what is open is closed. No reader
//! sees a mark that the whole text will not show.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{
    code,
    parse::Events,
    source::{block_end, opens, without_containers},
    tags::HtmlTag,
};

/// From this length on a piece is shown in steps of a 32nd of it, so that one endless block costs no more per
/// character than many short ones.
const STEPPED: usize = 512;
/// A tag, a link or an entity that is not finished within so many bytes is none.
const PATIENCE: usize = 256;
/// More marks in a row are no emphasis that anybody means.
const LONGEST_RUN: usize = 16;
/// The longest address that is waited for, in bytes.
const LONGEST_ADDRESS: usize = 2_100;

/// How much is shown of a piece of this length, but for a character that would be cut.
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

/// The part of a piece that is being written.
enum Leaf {
    /// A block of code that is not closed: where it begins and its language.
    Code { begin: usize, lang: Option<String> },
    /// HTML on lines of its own.
    Html,
    /// A sentence, from here on; whether it is a cell of a table, and whether it begins an item or a quotation.
    Sentence { begin: usize, in_table: bool, first_in_container: bool },
    /// Nothing: the last block has ended.
    None,
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

fn leaf(text: &str, events: &Events<'_>) -> Leaf {
    let ended = text.len() > text.trim_end_matches([' ', '\t', '>']).len() || text.ends_with('\n');
    let Some((last, range)) = events.last() else { return Leaf::None };
    // Closing events of containers come after those of the leaf.
    let leaf_end = events.iter().rev().find(|(event, _)| {
        matches!(event, Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock)) || !matches!(event, Event::End(_))
    });
    match leaf_end {
        Some((Event::End(TagEnd::CodeBlock), range)) => return code_leaf(text, range, events),
        Some((Event::End(TagEnd::HtmlBlock), range)) if range.end == text.len() => return Leaf::Html,
        _ => {}
    }
    let blank = text.rfind('\n').is_some_and(|at| {
        let before = text[..at].rsplit('\n').next().unwrap_or_default();
        let nothing = |line: &str| line.trim_matches([' ', '\t', '>']).is_empty();
        nothing(&text[at + 1..]) && nothing(before)
    });
    if blank || matches!(last, Event::Rule) && range.end == text.len() && ended {
        return Leaf::None;
    }
    sentence(events)
}

/// The sentence that the events end in.
fn sentence(events: &Events<'_>) -> Leaf {
    let mut leaf = Leaf::None;
    let mut in_table = false;
    let mut container = false;
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(tag) if is_block(tag.to_end()) => {
                in_table |= matches!(tag, Tag::Table(_));
                container = matches!(tag, Tag::Item | Tag::BlockQuote(_))
                    || matches!(tag, Tag::Paragraph)
                        && at > 0
                        && matches!(events[at - 1].0, Event::Start(Tag::Item | Tag::BlockQuote(_)));
                leaf = Leaf::None;
            }
            Event::End(end) if is_block(*end) => {
                if *end == TagEnd::Table {
                    in_table = false;
                }
                if let Some((next, _)) = events.get(at + 1)
                    && !matches!(next, Event::End(_))
                {
                    leaf = Leaf::None;
                }
            }
            Event::Rule => leaf = Leaf::None,
            _ => {
                if matches!(leaf, Leaf::None) {
                    leaf = Leaf::Sentence { begin: range.start, in_table, first_in_container: container };
                }
            }
        }
    }
    leaf
}

pub(super) fn is_block(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

/// A block of code that reaches to the end of the text: it is open unless its last line closes it.
fn code_leaf(text: &str, block: &Range<usize>, events: &Events<'_>) -> Leaf {
    if block.end < text.trim_end_matches(['\n', ' ']).len() {
        return Leaf::None;
    }
    let start = events.iter().rfind(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))));
    let Some((Event::Start(Tag::CodeBlock(kind)), _)) = start else { return Leaf::None };
    let pulldown_cmark::CodeBlockKind::Fenced(info) = kind else { return Leaf::None };
    let opening = &text[block.start..];
    let mark = opening.chars().next().unwrap_or('`');
    let length = opening.chars().take_while(|c| *c == mark).count();
    let Some(first) = opening.find('\n') else { return Leaf::Code { begin: block.start, lang: code::language(info) } };
    let last = text[block.start + first..block.end].trim_end().rsplit('\n').next().unwrap_or_default();
    let words = last.trim_start_matches([' ', '\t', '>']);
    let closes = words.len() >= length && words.chars().all(|c| c == mark);
    if closes { Leaf::None } else { Leaf::Code { begin: block.start, lang: code::language(info) } }
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
            // A code span that ends in a blank line is none.
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

/// Whether the text ends in a backslash that is not itself escaped.
fn is_escape(text: &str) -> bool {
    text.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

/// What is unfinished in a sentence.
#[derive(Default)]
struct Scan {
    /// Nothing is shown from here on.
    cut: Option<usize>,
    /// Where code begins that is not closed, and the length of its mark.
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
        // Empty within a character, which is no mark.
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

/// Whether a bracket begins a picture.
fn is_picture(text: &str, begin: usize, bracket: usize) -> bool {
    bracket > begin && text[..bracket].strip_suffix('!').is_some_and(|before| !is_escape(before))
}

/// Whether what follows `[text]` may yet make it a link.
fn is_pending_link(after: &str) -> bool {
    match after.as_bytes().first() {
        None => true,
        Some(b'(') => {
            let inside = &after[1..];
            after.len() < LONGEST_ADDRESS && block_end(inside) == inside.len() && end_of_target(inside).is_none()
        }
        Some(b'[') => after.len() < PATIENCE && !after[1..].contains([']', '\n']),
        _ => false,
    }
}

/// How many bytes after `[text]` belong to the link.
fn finished_link(after: &str) -> usize {
    match after.as_bytes().first() {
        Some(b'(') => match end_of_target(&after[1..after.floor_char_boundary(PATIENCE)]) {
            Some(Target::Ends(at)) => 1 + at,
            _ => 0,
        },
        Some(b'[') => after.bytes().take(PATIENCE).position(|b| b == b']').map_or(0, |at| at + 1),
        _ => 0,
    }
}

/// What was found after `(`.
enum Target {
    /// Its end, the bracket included.
    Ends(usize),
    /// This is no address.
    Not,
}

/// Where an address and a title in brackets end; `None` while they may go on.
fn end_of_target(inside: &str) -> Option<Target> {
    let rest = inside.trim_start();
    let skipped = inside.len() - rest.len();
    let address = if rest.starts_with('<') {
        match rest.find(['>', '\n']) {
            Some(at) if rest[at..].starts_with('>') => at + 1,
            Some(_) => return Some(Target::Not),
            None => return None,
        }
    } else {
        let mut depth = 0_usize;
        let mut end = None;
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            match c {
                _ if std::mem::take(&mut escaped) => {}
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' if depth == 0 => {
                    end = Some(at);
                    break;
                }
                ')' => depth -= 1,
                c if c.is_whitespace() => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        end?
    };
    let after = rest[address..].trim_start();
    let at = skipped + rest.len() - after.len();
    match after.chars().next() {
        None => None,
        Some(')') => Some(Target::Ends(at + 1)),
        Some(mark @ ('"' | '\'' | '(')) => {
            let closing = if mark == '(' { ')' } else { mark };
            let end = unescaped(&after[1..], closing)? + 2;
            let last = after[end..].trim_start();
            match last.chars().next() {
                None => None,
                Some(')') => Some(Target::Ends(at + after.len() - last.len() + 1)),
                Some(_) => Some(Target::Not),
            }
        }
        Some(_) => Some(Target::Not),
    }
}

/// Where a character stands that no backslash is before.
fn unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices()
        .find(|(_, c)| {
            let was = std::mem::take(&mut escaped);
            escaped = !was && *c == '\\';
            !was && *c == wanted
        })
        .map(|(at, _)| at)
}

/// Whether a paragraph is a definition of a reference that is not finished.
fn is_pending_definition(block: &str) -> bool {
    let Some(name) = block.strip_prefix('[').filter(|name| !name.starts_with('^')) else { return false };
    let Some(end) = unescaped(name, ']').filter(|end| (1..PATIENCE).contains(end)) else { return false };
    let Some(after) = name[end + 1..].strip_prefix(':') else { return false };
    let address = after.trim_start();
    let length = if address.starts_with('<') {
        address.find(['>', '\n']).map(|at| at + 1)
    } else {
        address.find(char::is_whitespace)
    };
    let Some(length) = length.filter(|_| !address.is_empty()) else { return true };
    let rest = &address[length.min(address.len())..];
    let title = rest.trim_start();
    match title.chars().next() {
        None => true,
        Some(mark @ ('"' | '\'' | '(')) => {
            let closing = if mark == '(' { ')' } else { mark };
            match unescaped(&title[1..], closing) {
                None => true,
                Some(end) => title[end + 2..].trim_matches([' ', '\t']).is_empty(),
            }
        }
        Some(_) => false,
    }
}

/// Tells if `rest`, which begins with `<`, may become a tag that means something, a comment, or an address. A comment is finished
/// when its end comes later in the text.
fn is_pending_angle(rest: &str, comment_ends: bool) -> bool {
    if rest.starts_with("<!--") {
        return !comment_ends;
    }
    let inside = &rest[1..];
    if rest.len() > PATIENCE || inside.contains('>') {
        return false;
    }
    if inside.is_empty() || "<!--".starts_with(rest) {
        return true;
    }
    let words = inside.strip_prefix('/').unwrap_or(inside);
    let name = words.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if words.len() == name.len() {
        return words.chars().next().is_none_or(|c| c.is_ascii_alphabetic());
    }
    let address = |c: char| c.is_ascii_alphanumeric() || ".-_+%@:/?#&=~,;!$'()*[]".contains(c);
    let is_address = inside.contains("://") && !inside.contains([' ', '\n', '<']);
    if !name.is_empty() && (is_address || inside.chars().all(address)) {
        return true;
    }
    HtmlTag::may_begin(name) && words[name.len()..].starts_with([' ', '\n', '/']) && HtmlTag::is_known(name)
}

/// Something after `<` that reads like a tag or an address.
fn is_tag_like(rest: &str) -> bool {
    rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
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

/// Closes the emphasis that is open at the end of the text. The parser has told what is emphasis already; what it left and could
/// begin some begins it here.
pub(super) fn close(text: &str, events: &mut Events<'_>) {
    if !matches!(leaf(text, events), Leaf::Sentence { .. }) {
        return;
    }
    let begin = events.iter().rposition(|(event, _)| match event {
        Event::Start(tag) => is_block(tag.to_end()),
        Event::Rule => true,
        _ => false,
    });
    let begin = begin.map_or(0, |at| at + 1);
    let inner_end = events[begin..].iter().position(|(event, _)| matches!(event, Event::End(end) if is_block(*end)));
    let after_block = events[begin..]
        .iter()
        .rposition(|(event, _)| matches!(event, Event::End(end) if is_block(*end)))
        .filter(|last| events[begin + last + 1..].iter().any(|(event, _)| !matches!(event, Event::End(_))));
    let from = after_block.map_or(begin, |at| begin + at + 1);
    let to = events[from..]
        .iter()
        .position(|(event, _)| matches!(event, Event::End(end) if is_block(*end)))
        .or(inner_end.filter(|_| after_block.is_none()))
        .map_or(events.len(), |at| from + at);
    let inline = with_whole_marks(text, events.drain(from..to).collect());
    let closed = closed_emphasis(text, inline);
    events.splice(from..from, closed);
}

/// The events with the marks of one run, which the parser tells one by one, together.
fn with_whole_marks<'t>(text: &str, events: Events<'t>) -> Events<'t> {
    let mut out: Events<'t> = Vec::with_capacity(events.len());
    for (event, range) in events {
        if let (Event::Text(mark), Some((Event::Text(before), whole))) = (&event, out.last_mut())
            && whole.end == range.start
            && matches!(mark.as_bytes(), [b'*' | b'_' | b'~'])
            && before.len() <= LONGEST_RUN
            && before.bytes().all(|b| b == mark.as_bytes()[0])
            && text.get(whole.start..range.end).is_some_and(|run| run.len() == before.len() + mark.len())
        {
            *before = CowStr::from(format!("{before}{mark}"));
            whole.end = range.end;
            continue;
        }
        out.push((event, range));
    }
    out
}

fn closed_emphasis<'t>(text: &str, inline: Events<'t>) -> Events<'t> {
    let mut out: Events<'t> = Vec::with_capacity(inline.len() + 4);
    // For each element that is open its end, and whether it was put in here.
    let mut open: Vec<(TagEnd, bool)> = Vec::new();
    let count = inline.len();
    for (at, (event, range)) in inline.into_iter().enumerate() {
        match &event {
            Event::Start(tag) => open.push((tag.to_end(), false)),
            Event::End(_) => {
                while let Some((end, true)) = open.pop() {
                    out.push((Event::End(end), range.end..range.end));
                }
            }
            Event::Text(mark) if at + 1 < count && is_open_mark(text, mark, &range) => {
                let strong = if mark.starts_with('~') { Tag::Strikethrough } else { Tag::Strong };
                let emphasis = (mark.len() % 2 == 1).then_some(Tag::Emphasis);
                for tag in emphasis.into_iter().chain(std::iter::repeat_n(strong, mark.len() / 2)) {
                    open.push((tag.to_end(), true));
                    out.push((Event::Start(tag), range.start..range.start));
                }
                continue;
            }
            _ => {}
        }
        out.push((event, range));
    }
    while let Some((end, _)) = open.pop() {
        out.push((Event::End(end), text.len()..text.len()));
    }
    out
}

/// Whether these are stars or dashes that the parser left, and that could begin emphasis.
fn is_open_mark(text: &str, mark: &str, range: &Range<usize>) -> bool {
    let Some(first) = mark.chars().next().filter(|c| matches!(c, '*' | '_' | '~')) else { return false };
    let length = mark.len();
    if !mark.chars().all(|c| c == first) || length > LONGEST_RUN || text.get(range.clone()) != Some(mark) {
        return false;
    }
    if first == '~' && length != 2 {
        return false;
    }
    let outside = |c: &char| *c != first && !super::source::is_seam(*c);
    let before = text[..range.start].chars().rev().take(LONGEST_RUN).find(outside);
    let after = text[range.end..].chars().take(LONGEST_RUN).find(outside);
    opens(before.filter(|c| *c != '\n'), after, first != '_')
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|b| **b == bytes[at]).count()
}

/// Where the code after an opening run of `length` back-ticks ends, its closing run included.
pub(super) fn end_of_code(text: &str, length: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = text[at..].find('`').map(|n| at + n) {
        let run = run(bytes, next);
        at = next + run;
        if run == length {
            return Some(at);
        }
    }
    None
}
