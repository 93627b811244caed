//! The panel.

use crate::reactive::prelude::*;

/// State of the panel.
#[derive(Clone, Copy)]
pub(crate) struct PanelState {
    /// True while the panel is shown.
    pub(crate) open: RwSignal<bool>,
    /// True while the panel is large.
    pub(crate) large: RwSignal<bool>,
    /// True if the panel is embedded in the page.
    pub(crate) inline: RwSignal<bool>,
}

impl PanelState {
    /// Creates a closed panel of normal size.
    pub(crate) fn new(inline: bool) -> Self {
        Self { open: RwSignal::new(false), large: RwSignal::new(false), inline: RwSignal::new(inline) }
    }
}
