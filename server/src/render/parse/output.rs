//! Writes the nodes.

use parlor_shared::content::{Element, Node};

use super::builder::{Builder, Collecting, DEEPEST};
use crate::render::{autolink, text::shown};

impl Builder<'_> {
    pub(super) fn open(&mut self, element: Element) -> usize {
        if self.depth >= DEEPEST {
            return 0;
        }
        self.nodes.push(Node::Open(element));
        self.depth += 1;
        1
    }

    pub(super) fn close(&mut self, count: usize) {
        self.depth -= count;
        self.nodes.extend(std::iter::repeat_n(Node::Close, count));
    }

    pub(super) fn node(&mut self, node: Node) {
        self.flush();
        self.nodes.push(node);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Keeps the words of flattened blocks apart.
    pub(super) fn separate(&mut self) {
        if matches!(self.nodes.last(), Some(Node::Text(_) | Node::Close)) {
            self.nodes.push(Node::Break);
        }
    }

    /// Writes the text collected so far. Entities may have brought characters that are not shown.
    pub(super) fn flush(&mut self) {
        if self.text.is_empty() || !matches!(self.collecting, Collecting::Running) {
            return;
        }
        let text = shown(&std::mem::take(&mut self.text));
        let mut fresh = Vec::new();
        if self.in_link || self.depth >= DEEPEST {
            fresh.push(Node::Text(text));
        } else {
            autolink::push(&text, self.ends_open, &mut fresh);
        }
        // The text of a refused link continues the sentence around it.
        for node in fresh {
            match (self.nodes.last_mut(), node) {
                (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
                (_, Node::Text(text)) if text.is_empty() => {}
                (_, node) => self.nodes.push(node),
            }
        }
    }
}
