//! The part of a piece that is being written.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::render::{code, events::Events};

/// The part of a piece that is being written.
pub(super) enum Leaf {
    /// A block of code that is not closed: where it begins and its language.
    Code { begin: usize, lang: Option<String> },
    /// HTML on lines of its own.
    Html,
    /// A sentence, from here on; whether it is a cell of a table, and whether it begins an item or a quotation.
    Sentence { begin: usize, in_table: bool, first_in_container: bool },
    /// Nothing: the last block has ended.
    None,
}

pub(super) fn leaf(text: &str, events: &Events<'_>) -> Leaf {
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

pub(in crate::render) fn is_block(end: TagEnd) -> bool {
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
