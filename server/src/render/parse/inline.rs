//! Text with a meaning of its own: formulas, references to footnotes, code, pictures.

use parlor_shared::content::{Element, Node};

use super::builder::{Builder, Collecting, DEEPEST};
use crate::{
    core::security::links,
    render::{
        math,
        source::{self, Lifted},
        text::shown,
    },
};

impl Builder<'_> {
    /// The number of the footnote of this name.
    pub(super) fn number_of(&mut self, name: &str) -> usize {
        if let Some(at) = self.notes.iter().position(|known| known == name) {
            return at + 1;
        }
        self.notes.push(name.to_owned());
        self.notes.len()
    }

    pub(super) fn reference(&mut self, name: &str) {
        let number = self.number_of(name);
        self.superscript(number);
    }

    /// The number that a footnote begins with.
    pub(super) fn number(&mut self) {
        if let Some(number) = self.note.take() {
            self.superscript(number);
            self.text(" ");
        }
    }

    pub(super) fn superscript(&mut self, number: usize) {
        self.flush();
        let opened = self.open(Element::Superscript);
        self.nodes.push(Node::Text(number.to_string()));
        self.close(opened);
    }

    /// Text of the source, in which characters may stand for what was lifted out.
    pub(super) fn written(&mut self, text: &str) {
        if !matches!(self.collecting, Collecting::Running) {
            let restored = self.source.restored(text).into_owned();
            return if matches!(self.collecting, Collecting::Html) { self.text(text) } else { self.text(&restored) };
        }
        let source = self.source;
        for c in text.chars() {
            match source.lifted(c) {
                None if source::is_seam(c) => {}
                None => self.text.push(c),
                Some(Lifted::Formula { tex, display }) => self.formula(tex, *display),
                Some(Lifted::Note(name)) => self.reference(name),
                Some(Lifted::Character) => self.text.push_str(&source.restored(c.encode_utf8(&mut [0; 4]))),
            }
        }
    }

    pub(super) fn inline_code(&mut self, text: &str) {
        self.flush();
        let opened = self.open(Element::Code);
        self.nodes.push(Node::Text(shown(text)));
        self.close(opened);
    }

    pub(super) fn formula(&mut self, tex: &str, display: bool) {
        self.flush();
        match math::nodes(tex, display, DEEPEST - self.depth, self.budget) {
            Some(nodes) => self.nodes.extend(nodes),
            None => self.inline_code(tex),
        }
    }

    /// Pictures from allowed hosts are shown; others are linked, for fetching them tells their host of the visitor.
    pub(super) fn picture(&mut self) {
        let Collecting::Picture { address, .. } = std::mem::replace(&mut self.collecting, Collecting::Running) else {
            return;
        };
        let alt = shown(&std::mem::take(&mut self.text));
        let Some(src) = links::checked(&address).filter(|src| src.starts_with("http")) else { return self.text(&alt) };
        let host = links::host(&src);
        if self.options.shows_picture(&src) {
            return self.node(Node::Image { src, alt });
        }
        let label = if alt.is_empty() { format!("({host})") } else { format!("{alt} ({host})") };
        if self.in_link {
            return self.text(&label);
        }
        let opened = self.open(Element::Link { href: src });
        self.nodes.push(Node::Text(label));
        self.close(opened);
    }
}
