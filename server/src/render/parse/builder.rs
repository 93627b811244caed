//! The state between two events of the parser, and which part takes the next one.

use std::ops::Range;

use parlor_shared::content::{Align, Node};
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::render::{budget::RenderBudget, options::RenderOptions, signs, source::MarkdownSource, tags::HtmlTag};

/// Elements inside more elements than this are flattened: their text stays.
pub(super) const DEEPEST: usize = 32;
/// A table, its body, a row and a cell.
pub(super) const TABLE_DEPTH: usize = 4;

/// Kind of content that text is being collected for.
pub(super) enum Collecting {
    /// Running text.
    Running,
    /// A block of code in this language.
    Code(Option<String>),
    /// A block that is a formula.
    Formula,
    /// A block of HTML.
    Html,
    /// The text of a picture, with the nesting depth of pictures.
    Picture { address: String, depth: usize },
}

/// An open construct and the number of its elements.
#[derive(Clone, Copy)]
pub(super) enum Opened {
    /// Opened by Markdown; `holds_blocks` is true if blocks may be its direct children.
    Markdown { count: usize, holds_blocks: bool },
    /// Opened by a tag; `implied` is true if the parser inserted it.
    Html { tag: HtmlTag, count: usize, implied: bool },
    /// A paragraph for text that stands between tags.
    Paragraph { count: usize },
}

impl Opened {
    pub(super) const fn count(self) -> usize {
        match self {
            Self::Markdown { count, .. } | Self::Html { count, .. } | Self::Paragraph { count } => count,
        }
    }
}

pub(super) struct Builder<'o> {
    pub(super) source: &'o MarkdownSource,
    pub(super) options: &'o RenderOptions,
    pub(super) budget: &'o mut RenderBudget,
    pub(super) notes: &'o mut Vec<String>,
    /// The number of the footnote that begins here.
    pub(super) note: Option<usize>,
    /// True while the text here may still continue.
    pub(super) ends_open: bool,
    pub(super) nodes: Vec<Node>,
    pub(super) text: String,
    pub(super) collecting: Collecting,
    /// The open elements, outermost first.
    pub(super) tags: Vec<Opened>,
    pub(super) depth: usize,
    pub(super) in_link: bool,
    /// The node that opened the link.
    pub(super) link_at: Option<usize>,
    /// The columns of the open table; `None` when it was flattened.
    pub(super) columns: Option<Vec<Align>>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    /// Cells that may still be opened. Written ones take a byte each; the parser fills up short rows, so that a few
    /// kilobytes could become a page of a quarter of a million cells.
    pub(super) cells: usize,
}

impl<'o> Builder<'o> {
    pub(super) fn new(
        source: &'o MarkdownSource,
        options: &'o RenderOptions,
        budget: &'o mut RenderBudget,
        notes: &'o mut Vec<String>,
    ) -> Self {
        Self {
            source,
            options,
            budget,
            notes,
            note: None,
            ends_open: false,
            nodes: Vec::new(),
            text: String::new(),
            collecting: Collecting::Running,
            tags: Vec::new(),
            depth: 0,
            in_link: false,
            link_at: None,
            columns: None,
            column: 0,
            in_head: false,
            cells: source.text.len(),
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>) {
        if let Collecting::Picture { .. } = self.collecting {
            return self.picture_event(event);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) => self.written(&text),
            Event::InlineHtml(html) => self.html(&html),
            Event::Code(text) => self.inline_code(&self.source.restored(&text)),
            // References and formulas were lifted out before.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::FootnoteReference(name) => self.reference(&name),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.node(Node::Break),
            Event::Rule => self.node(Node::Rule),
            Event::TaskListMarker(done) => self.node(Node::Checkbox(done)),
        }
    }

    /// The end of a line of the source; before a sign that items of lists begin with a line ends here, too.
    pub(super) fn soft_break(&mut self, after: &[(Event<'_>, Range<usize>)]) {
        let starts = after.iter().take_while(|(event, _)| matches!(event, Event::Start(_))).count();
        let next =
            after.get(starts).and_then(|(event, _)| if let Event::Text(text) = event { Some(text) } else { None });
        let running = matches!(self.collecting, Collecting::Running);
        if running && next.is_some_and(|text| signs::begins_item(text)) {
            self.node(Node::Break);
        } else {
            self.event(Event::SoftBreak);
        }
    }

    pub(super) fn single_tilde(&mut self, starts: bool) {
        if starts {
            self.tags.push(Opened::Markdown { count: 0, holds_blocks: false });
        } else {
            self.pop_markdown();
        }
        self.text("~");
    }

    /// Inside a picture everything is its text.
    pub(super) fn picture_event(&mut self, event: Event<'_>) {
        let Collecting::Picture { depth, .. } = &mut self.collecting else { return };
        match event {
            Event::Start(Tag::Image { .. }) => *depth += 1,
            Event::End(TagEnd::Image) if *depth > 0 => *depth -= 1,
            Event::End(TagEnd::Image) => self.picture(),
            Event::Text(t) | Event::Code(t) | Event::InlineHtml(t) | Event::InlineMath(t) | Event::DisplayMath(t) => {
                let text = self.source.restored(&t).into_owned();
                self.text(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            _ => {}
        }
    }
}
