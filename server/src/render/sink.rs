//! Collects nodes: merges neighbouring text, strips what must not be shown.

use parlor_shared::content::{Element, Node};

use crate::core::policy::links::is_hidden;

#[derive(Debug, Default)]
pub(super) struct Sink {
    pub(super) nodes: Vec<Node>,
}

impl Sink {
    pub(super) fn push(&mut self, node: Node) {
        self.nodes.push(node);
    }

    pub(super) fn open(&mut self, element: Element) {
        self.push(Node::Open(element));
    }

    pub(super) fn close(&mut self) {
        self.push(Node::Close);
    }

    pub(super) fn text(&mut self, text: &str) {
        let shown = text.chars().filter(|&c| matches!(c, '\n' | '\t') || !is_hidden(c));
        if let Some(Node::Text(last)) = self.nodes.last_mut() {
            last.extend(shown);
            return;
        }
        let shown: String = shown.collect();
        if !shown.is_empty() {
            self.push(Node::Text(shown));
        }
    }

    pub(super) fn wrapped(&mut self, element: Element, text: &str) {
        self.open(element);
        self.text(text);
        self.close();
    }
}
