//! Blocks: parts of an answer other than its text.

/// A block: JSON for the script that draws it, and the facts that the chat needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockView {
    /// `{"type":"…","payload":…}`, as received.
    pub json: String,
    /// True for a part of the answer, false for reasoning or tool use.
    pub says: bool,
    /// True if it offers the visitor a person.
    pub offers_person: bool,
}

/// Returns true if one of these blocks is part of the answer.
pub(super) fn says(blocks: &[BlockView]) -> bool {
    blocks.iter().any(|block| block.says)
}
