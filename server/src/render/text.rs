//! Text and nodes as they are shown.

use parlor_shared::content::Node;

use crate::core::security::text::turns_direction;

/// The text without characters that are not text: controls other than tab and line end, and bidi overrides.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !(c.is_control() && !matches!(c, '\n' | '\t') || turns_direction(*c))).collect()
}

/// Takes the closes at the end away, as a document leaves them out; tells how many.
pub(super) fn trim(nodes: &mut Vec<Node>) -> usize {
    let closes = nodes.iter().rev().take_while(|n| **n == Node::Close).count();
    nodes.truncate(nodes.len() - closes);
    closes
}
