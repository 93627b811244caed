//! Blocks: parts of an answer other than its text, as received.

/// A block. A script reads and draws it; the chat stores it and compares it with others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockView {
    /// `{"type":"…","payload":…}`.
    pub json: String,
    /// True for a part of the answer, false for reasoning or tool use.
    pub says: bool,
}

impl BlockView {
    /// Returns true if the block offers the visitor a person. It looks for JSON names that no text can contain, because
    /// quotes in texts are escaped.
    pub(super) fn offers_person(&self) -> bool {
        let json = self.json.as_bytes();
        [b"\"escalation_button\"".as_slice(), b"\"handoff\":"]
            .into_iter()
            .any(|name| json.windows(name.len()).any(|part| part == name))
    }
}

/// Returns true if one of these blocks is part of the answer.
pub(super) fn says(blocks: &[BlockView]) -> bool {
    blocks.iter().any(|block| block.says)
}
