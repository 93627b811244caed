//! What comes beside the text of an answer, as it came.

use parlor_shared::widget as wire;

/// A block. The script that draws it reads it; the chat keeps it and tells it from others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beside {
    /// `{"type":"…","payload":…}`.
    pub json: String,
    /// It is part of the answer, not what was thought or done on the way to it.
    pub says: bool,
}

impl Beside {
    /// It offers the visitor a person: names in JSON that no text can hold, whose quotes are escaped.
    pub(super) fn offers_person(&self) -> bool {
        let json = self.json.as_bytes();
        [b"\"escalation_button\"".as_slice(), b"\"handoff\":"]
            .into_iter()
            .any(|name| json.windows(name.len()).any(|part| part == name))
    }
}

/// A message the server told us about.
#[derive(Clone, Debug)]
pub struct Received {
    /// Without blocks and files.
    pub message: wire::Message,
    /// Its blocks.
    pub blocks: Vec<Beside>,
    /// Its files: JSON as in [`super::Message::files`].
    pub files: String,
}

/// Older messages.
#[derive(Debug)]
pub struct Page {
    /// Oldest first.
    pub messages: Vec<Received>,
    /// There are still older ones.
    pub has_more: bool,
}

/// Whether one of these is part of the answer.
pub(super) fn says(blocks: &[Beside]) -> bool {
    blocks.iter().any(|block| block.says)
}
