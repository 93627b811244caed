//! Storage of unsent messages.

use crate::hooks::StorageItem;

/// Storage of unsent messages.
#[derive(Default)]
pub(super) struct UnsentStore {
    /// The storage; `None` until an earlier page's messages have been read, so that they are not overwritten.
    pub(super) keep: Option<StorageItem>,
    /// The text that was written last.
    pub(super) written: String,
}
