//! A visitor's own words: nothing in them is markup.

use parlor_shared::content::{Element, Node};

use super::{autolink, text::trim};

/// Paragraphs at blank lines, breaks at line ends, bare addresses as links.
pub(super) fn nodes(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            if open {
                nodes.push(Node::Close);
            }
            open = false;
            continue;
        }
        nodes.push(if open { Node::Break } else { Node::Open(Element::Paragraph) });
        open = true;
        autolink::push(line, false, &mut nodes);
    }
    trim(&mut nodes);
    nodes
}
