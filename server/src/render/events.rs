//! A piece of Markdown as the parser's events.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_GFM);

/// The parser's events, each with where it stands.
pub(super) type Events<'t> = Vec<(Event<'t>, Range<usize>)>;

pub(super) fn events(text: &str) -> Events<'_> {
    Parser::new_ext(text, OPTIONS).into_offset_iter().collect()
}
