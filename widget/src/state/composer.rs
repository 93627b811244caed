//! State of the composer.

use crate::reactive::prelude::*;

/// State of the composer.
#[derive(Clone, Copy)]
pub(crate) struct ComposerState {
    /// The text being written.
    pub(crate) draft: RwSignal<String>,
    /// True if the next message has files.
    pub(crate) has_files: RwSignal<bool>,
    /// True while files are being uploaded.
    pub(crate) uploading: RwSignal<bool>,
}

impl ComposerState {
    /// Creates an empty composer.
    pub(crate) fn new() -> Self {
        Self { draft: RwSignal::default(), has_files: RwSignal::new(false), uploading: RwSignal::new(false) }
    }
}
