//! The amount of a document that is kept.

use tokio_util::sync::CancellationToken;

use super::text::TextForm;

/// The wanted amount of a document, its form, and when to stop.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// About as many characters.
    pub characters: usize,
    /// For a passage or for a model.
    pub form: TextForm,
    /// Cancelled when the result is no longer needed.
    pub stop: &'a CancellationToken,
}

impl Kept<'_> {
    pub(super) fn bytes(&self) -> usize {
        self.characters.saturating_mul(4)
    }
}
