//! Emphasis that is open at the end of the text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::leaf::{Leaf, is_block, leaf};
use crate::render::{
    events::Events,
    source::{is_seam, opens},
};

/// Longer runs of marks are not treated as emphasis.
const LONGEST_RUN: usize = 16;

/// Closes the emphasis that is open at the end of the text. The parser has told what is emphasis already; what it left and could
/// begin some begins it here.
pub(in crate::render) fn close(text: &str, events: &mut Events<'_>) {
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

/// True when these are stars or dashes that the parser left, and that could begin emphasis.
fn is_open_mark(text: &str, mark: &str, range: &Range<usize>) -> bool {
    let Some(first) = mark.chars().next().filter(|c| matches!(c, '*' | '_' | '~')) else { return false };
    let length = mark.len();
    if !mark.chars().all(|c| c == first) || length > LONGEST_RUN || text.get(range.clone()) != Some(mark) {
        return false;
    }
    if first == '~' && length != 2 {
        return false;
    }
    let outside = |c: &char| *c != first && !is_seam(*c);
    let before = text[..range.start].chars().rev().take(LONGEST_RUN).find(outside);
    let after = text[range.end..].chars().take(LONGEST_RUN).find(outside);
    opens(before.filter(|c| *c != '\n'), after, first != '_')
}
