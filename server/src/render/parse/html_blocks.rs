//! The HTML tags that are understood, and the paragraphs between them.

use parlor_shared::content::{Element, Node};

use super::builder::{Builder, DEEPEST, Opened, TABLE_DEPTH};
use crate::render::tags::{self, HtmlPiece, HtmlTag, TagPlace};

/// Tags nested inside this many open elements are ignored.
const MOST_OPEN: usize = 128;

impl Builder<'_> {
    /// Tags and text between them, within a sentence.
    pub(super) fn html(&mut self, html: &str) {
        let pieces = tags::pieces(html);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                HtmlPiece::Text(text) => self.written(text),
                HtmlPiece::Open(tag) => self.open_tag(*tag, &pieces[at + 1..], false),
                HtmlPiece::Close(tag) => self.close_tag(*tag),
            }
        }
    }

    /// The block of HTML that was collected.
    pub(super) fn html_block(&mut self) {
        let html = std::mem::take(&mut self.text);
        let pieces = tags::pieces(&html);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                HtmlPiece::Text(text) if text.trim().is_empty() && !self.in_sentence() => {}
                HtmlPiece::Text(text) => {
                    self.begin_sentence();
                    self.written(text);
                }
                HtmlPiece::Open(tag) => self.open_tag(*tag, &pieces[at + 1..], true),
                HtmlPiece::Close(tag) => self.close_tag(*tag),
            }
        }
        self.flush();
        self.end_sentence();
    }

    /// True when text can stand right here, in a block of HTML.
    pub(super) fn in_sentence(&self) -> bool {
        match self.tags.last() {
            Some(Opened::Html { tag, .. }) => tag.holds_sentences(),
            Some(Opened::Paragraph { .. }) => true,
            Some(Opened::Markdown { .. }) | None => false,
        }
    }

    pub(super) fn begin_sentence(&mut self) {
        let layout = matches!(self.tags.last(), Some(Opened::Html { tag, .. }) if tag.holds_no_text());
        if !self.in_sentence() && !layout {
            self.flush();
            let count = self.open(Element::Paragraph);
            self.tags.push(Opened::Paragraph { count });
        }
    }

    /// Ends the paragraph between tags, if there is one.
    pub(super) fn end_sentence(&mut self) {
        let own = self.tags.iter().rposition(|opened| matches!(opened, Opened::Markdown { .. })).map_or(0, |at| at + 1);
        if let Some(at) = self.tags[own..].iter().position(|opened| matches!(opened, Opened::Paragraph { .. })) {
            self.flush();
            self.close_html(own + at);
        }
    }

    pub(super) fn open_tag(&mut self, tag: HtmlTag, after: &[HtmlPiece<'_>], is_block: bool) {
        if tag.element().is_none() {
            if is_block {
                self.begin_sentence();
            }
            return self.node(Node::Break);
        }
        match tag.place() {
            TagPlace::Inline if is_block => self.begin_sentence(),
            TagPlace::Inline => {}
            TagPlace::Block => {
                let inner = self.tags.last();
                let room = is_block
                    || matches!(inner, Some(Opened::Html { .. } | Opened::Markdown { holds_blocks: true, .. }));
                if !room {
                    return;
                }
                self.end_sentence();
            }
            TagPlace::Inside(parents) => {
                if !self.close_up_to(parents) && !self.imply(tag, after) {
                    return;
                }
            }
        }
        self.push_tag(tag, false);
    }

    pub(super) fn push_tag(&mut self, tag: HtmlTag, implied: bool) {
        let Some(element) = tag.element().filter(|_| self.tags.len() < MOST_OPEN) else { return };
        self.flush();
        let cell = matches!(element, Element::TableCell(_));
        let room = element != Element::Table || self.depth + TABLE_DEPTH <= DEEPEST;
        let left = if cell { self.cells.checked_sub(1) } else { Some(self.cells) };
        let count = match left {
            Some(left) if room => {
                self.cells = left;
                self.open(element)
            }
            _ => 0,
        };
        self.tags.push(Opened::Html { tag, count, implied });
    }

    /// Closes what tags opened inside the innermost of these; tells whether there is one.
    pub(super) fn close_up_to(&mut self, parents: &[HtmlTag]) -> bool {
        let own = self.tags.iter().rposition(|opened| matches!(opened, Opened::Markdown { .. })).map_or(0, |at| at + 1);
        let found = self.tags[own..]
            .iter()
            .rposition(|opened| matches!(opened, Opened::Html { tag, .. } if parents.contains(tag)));
        if let Some(at) = found {
            self.flush();
            self.close_html(own + at + 1);
        }
        found.is_some()
    }

    /// A row right in a table gets the head or body it stands in.
    pub(super) fn imply(&mut self, tag: HtmlTag, after: &[HtmlPiece<'_>]) -> bool {
        if tag != HtmlTag::Tr || !self.close_up_to(&[HtmlTag::Table]) {
            return false;
        }
        let first = after.iter().find_map(|piece| if let HtmlPiece::Open(tag) = piece { Some(*tag) } else { None });
        self.push_tag(if first == Some(HtmlTag::Th) { HtmlTag::Thead } else { HtmlTag::Tbody }, true);
        true
    }

    pub(super) fn close_tag(&mut self, tag: HtmlTag) {
        let own = self.tags.iter().rposition(|opened| matches!(opened, Opened::Markdown { .. })).map_or(0, |at| at + 1);
        let same =
            |opened: &Opened| matches!(opened, Opened::Html { tag: open, .. } if open.element() == tag.element());
        // A tag that nothing opened closes nothing.
        let Some(at) = self.tags[own..].iter().rposition(same) else { return };
        self.flush();
        self.close_html(own + at);
        if matches!(self.tags.last(), Some(Opened::Html { tag: HtmlTag::Thead, implied: true, .. })) {
            self.close_html(self.tags.len() - 1);
        }
    }
}
