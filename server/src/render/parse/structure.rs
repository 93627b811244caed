//! The constructs Markdown itself opens and closes: paragraphs, lists, code, links, tables.

use parlor_shared::content::{AlertKind, Align, Element, Node};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, LinkType, Tag, TagEnd};

use super::builder::{Builder, Collecting, DEEPEST, Opened, TABLE_DEPTH};
use crate::{
    core::security::links,
    render::{code, dangling},
};

impl Builder<'_> {
    pub(super) fn start(&mut self, tag: Tag<'_>) {
        self.flush();
        if dangling::is_block(tag.to_end()) && tag != Tag::HtmlBlock {
            // A block of Markdown stands in no table or list of HTML, but in its cells and items.
            while matches!(self.tags.last(), Some(Opened::Html { tag, .. }) if tag.holds_no_text()) {
                self.close_html(self.tags.len() - 1);
            }
        }
        if self.note.is_some() && !matches!(tag, Tag::Paragraph) {
            // The number of a note that begins with another block stands alone.
            let opened = self.open(Element::Paragraph);
            self.number();
            self.close(opened);
        }
        let holds_blocks = matches!(tag, Tag::Item | Tag::TableCell | Tag::BlockQuote(_));
        let opened = match tag {
            Tag::HtmlBlock => {
                self.collecting = Collecting::Html;
                return;
            }
            Tag::Paragraph => {
                let opened = self.open(Element::Paragraph);
                self.number();
                opened
            }
            Tag::FootnoteDefinition(name) => {
                self.note = Some(self.number_of(&name));
                0
            }
            Tag::Heading { level, .. } => self.open(Element::Heading(level as u8)),
            Tag::BlockQuote(kind) => self.open(kind.map_or(Element::Quote, |kind| Element::Alert(alert(kind)))),
            Tag::List(None) => self.open(Element::List),
            Tag::List(Some(first)) => self.open(Element::OrderedList(first)),
            Tag::Item => self.open(Element::Item),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::Emphasis => self.open(Element::Emphasis),
            Tag::Strong => self.open(Element::Strong),
            Tag::Strikethrough => self.open(Element::Strike),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => {
                let address = self.source.restored(&dest_url).into_owned();
                self.collecting = Collecting::Picture { address, depth: 0 };
                return;
            }
            Tag::Table(columns) => self.start_table(&columns),
            Tag::TableHead => {
                self.in_head = true;
                self.row(true)
            }
            Tag::TableRow => self.row(false),
            Tag::TableCell => self.cell(),
            _ => 0,
        };
        self.tags.push(Opened::Markdown { count: opened, holds_blocks });
    }

    pub(super) fn end(&mut self, end: TagEnd) {
        match std::mem::replace(&mut self.collecting, Collecting::Running) {
            Collecting::Code(lang) => {
                let text = std::mem::take(&mut self.text);
                code::paint(lang.as_deref(), &text, &mut self.budget.colours, &mut self.nodes);
            }
            Collecting::Formula => {
                let tex = std::mem::take(&mut self.text);
                self.formula(&tex, true);
            }
            Collecting::Html => return self.html_block(),
            Collecting::Running | Collecting::Picture { .. } => {}
        }
        self.flush();
        if end == TagEnd::Link {
            self.in_link = false;
            self.tell_host();
        }
        let opened = self.pop_markdown();
        match end {
            TagEnd::TableHead => {
                self.in_head = false;
                if self.columns.is_some() {
                    let body = self.open(Element::TableBody);
                    // The body ends with the table.
                    if let Some(Opened::Markdown { count, .. }) = self.tags.last_mut() {
                        *count += body;
                    }
                }
            }
            TagEnd::Table => self.columns = None,
            _ if opened == 0 && separates(end) => self.separate(),
            _ => {}
        }
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) -> usize {
        let lang = match kind {
            CodeBlockKind::Fenced(info) => code::language(&self.source.restored(info)),
            CodeBlockKind::Indented => None,
        };
        if code::is_formula(lang.as_deref()) {
            self.collecting = Collecting::Formula;
            return self.open(Element::Paragraph);
        }
        let opened = self.open(Element::CodeBlock { lang: lang.clone() });
        // Tokens are one deeper than the block.
        if opened == 1 && self.depth < DEEPEST {
            self.collecting = Collecting::Code(lang);
        }
        opened
    }

    pub(super) fn start_link(&mut self, kind: LinkType, address: &str) -> usize {
        let address = self.source.restored(address);
        let href = if kind == LinkType::Email {
            links::checked(&format!("mailto:{address}"))
        } else {
            self.options.link(&address)
        };
        self.in_link = true;
        let at = self.nodes.len();
        let opened = href.map_or(0, |href| self.open(Element::Link { href }));
        self.link_at = (opened > 0).then_some(at);
        opened
    }

    /// A link whose text names another host shows where it goes.
    pub(super) fn tell_host(&mut self) {
        let Some(opened) = self.link_at.take().and_then(|at| self.nodes.get(at..)) else { return };
        let [Node::Open(Element::Link { href }), inside @ ..] = opened else { return };
        let text: String = inside
            .iter()
            .filter_map(|node| if let Node::Text(text) = node { Some(text.as_str()) } else { None })
            .collect();
        if let Some(host) = links::hidden_host(&text, href) {
            self.text(&format!(" ({host})"));
            self.flush();
        }
    }

    pub(super) fn start_table(&mut self, columns: &[Alignment]) -> usize {
        if self.depth + TABLE_DEPTH > DEEPEST {
            self.columns = None;
            return 0;
        }
        self.columns = Some(columns.iter().copied().map(align).collect());
        self.open(Element::Table)
    }

    pub(super) fn row(&mut self, head: bool) -> usize {
        self.column = 0;
        if self.columns.is_none() {
            return 0;
        }
        let group = if head { self.open(Element::TableHead) } else { 0 };
        group + self.open(Element::TableRow)
    }

    pub(super) fn cell(&mut self) -> usize {
        let Some(columns) = &self.columns else { return 0 };
        let align = columns.get(self.column).copied().unwrap_or(Align::None);
        self.column += 1;
        let Some(left) = self.cells.checked_sub(1) else { return 0 };
        self.cells = left;
        self.open(Element::TableCell(align))
    }

    /// Ends what Markdown opened last, and every tag inside it; tells how many elements Markdown had opened.
    pub(super) fn pop_markdown(&mut self) -> usize {
        while let Some(opened) = self.tags.pop() {
            self.close(opened.count());
            if let Opened::Markdown { count, .. } = opened {
                return count;
            }
        }
        0
    }

    /// Closes elements that tags opened, down to this number of open constructs.
    pub(super) fn close_html(&mut self, left: usize) {
        while self.tags.len() > left {
            let Some(opened) = self.tags.pop() else { return };
            self.close(opened.count());
        }
    }
}

/// Returns true if the content after the end of this element starts afresh.
fn separates(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Link
            | TagEnd::Image
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::FootnoteDefinition
    )
}

const fn alert(kind: BlockQuoteKind) -> AlertKind {
    match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
