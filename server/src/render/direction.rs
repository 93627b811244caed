//! Blocks that read from right to left although a Latin name comes first.
//!
//! Pages set each block by its first letter (`dir=auto`), which is wrong for "WordPress هو نظام". An invisible mark
//! before such a block corrects this on every page.

use parlor_shared::content::{Element, Node};
use unicode_bidi::{BidiClass, bidi_class};

const RIGHT_TO_LEFT: char = '\u{200F}';

/// Puts the mark where a block needs it.
pub(super) fn mark(nodes: &mut [Node]) {
    let mut block = Block::default();
    let mut silent = 0_usize;
    let mut depth = 0_usize;
    for at in 0..nodes.len() {
        match &nodes[at] {
            Node::Open(element) => {
                depth += 1;
                if silent == 0 && is_silent(element) {
                    silent = depth;
                } else if silent == 0 && !element.is_inline() {
                    block.end(nodes);
                }
            }
            Node::Close => {
                if silent == depth {
                    silent = 0;
                }
                depth = depth.saturating_sub(1);
            }
            Node::Text(text) if silent == 0 => block.read(at, text),
            Node::Rule => block.end(nodes),
            _ => {}
        }
    }
    block.end(nodes);
}

/// The letters of a block.
#[derive(Default)]
struct Block {
    first: Option<usize>,
    begins_left: Option<bool>,
    left: usize,
    right: usize,
}

impl Block {
    fn read(&mut self, at: usize, text: &str) {
        self.first.get_or_insert(at);
        // Most texts: letters need no looking up.
        if text.is_ascii() {
            let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
            self.left += letters;
            if letters > 0 {
                self.begins_left.get_or_insert(true);
            }
            return;
        }
        for c in text.chars() {
            let right = is_right_to_left(c);
            if right {
                self.right += 1;
            } else if c.is_alphabetic() {
                self.left += 1;
            } else {
                continue;
            }
            self.begins_left.get_or_insert(!right);
        }
    }

    fn end(&mut self, nodes: &mut [Node]) {
        let block = std::mem::take(self);
        if block.begins_left == Some(true)
            && block.right > block.left
            && let Some(Node::Text(text)) = block.first.and_then(|first| nodes.get_mut(first))
        {
            text.insert(0, RIGHT_TO_LEFT);
        }
    }
}

/// Letters of Hebrew, Arabic and the scripts around them.
fn is_right_to_left(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL) && c.is_alphabetic()
}

const fn is_silent(element: &Element) -> bool {
    matches!(element, Element::CodeBlock { .. } | Element::Code | Element::Formula { .. })
}
