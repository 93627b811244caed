//! One piece of Markdown to nodes.

mod builder;
mod html_blocks;
mod inline;
mod output;
mod structure;

use parlor_shared::content::Node;
use pulldown_cmark::{Event, Tag, TagEnd};

use self::builder::Builder;
use super::{
    budget::RenderBudget,
    dangling, direction,
    events::events,
    options::RenderOptions,
    source::{Extent, MarkdownSource},
};

/// The nodes of `text`, all closes included. `text` holds shown characters only; `notes` are the names of the footnotes met so far,
/// in the order of their numbers.
pub(super) fn nodes(
    text: &str,
    extent: Extent,
    options: &RenderOptions,
    budget: &mut RenderBudget,
    notes: &mut Vec<String>,
) -> Vec<Node> {
    let mut source = MarkdownSource::of(text, extent);
    if extent == Extent::Growing
        && let Some(cut) = dangling::cut(&source.text, &events(&source.text))
    {
        source.text = cut;
    }
    let mut events = events(&source.text);
    if extent == Extent::Growing {
        dangling::close(&source.text, &mut events);
    }
    let last = events.iter().rposition(|(event, _)| !matches!(event, Event::End(_)));
    let mut builder = Builder::new(&source, options, budget, notes);
    for at in 0..events.len() {
        let (event, range) = &events[at];
        builder.ends_open = extent == Extent::Growing && last.is_none_or(|last| at >= last);
        match event {
            Event::SoftBreak => builder.soft_break(&events[at + 1..]),
            // A single mark is "about": "3~5 days". Models strike with two.
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough)
                if !source.text[range.clone()].starts_with("~~") && !range.is_empty() =>
            {
                builder.single_tilde(matches!(event, Event::Start(_)));
            }
            _ => builder.event(event.clone()),
        }
    }
    builder.flush();
    builder.close_html(0);
    let mut document = builder.nodes;
    direction::mark(&mut document);
    document
}
