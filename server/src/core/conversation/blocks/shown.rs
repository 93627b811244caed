//! The blocks that a client shows.

use parlor_shared::content::Block;

use super::limits::{MOST, MOST_STEPS};
use crate::core::widget::settings::{Feature, Settings};

/// Features of a client besides text. All are off by default: other vendors' clients show text only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is shown or not on its own")]
pub struct ClientFeatures {
    /// Buttons.
    pub actions: bool,
    /// Cards side by side.
    pub carousel: bool,
    /// Forms.
    pub form: bool,
    /// The agent's reasoning and its use of tools.
    pub verbose: bool,
}

impl ClientFeatures {
    /// Returns the features of this project's own widget, as its owner configured them.
    pub fn of(settings: &Settings) -> Self {
        Self {
            actions: true,
            carousel: settings.has(Feature::Carousel),
            form: settings.has(Feature::Form),
            verbose: settings.has(Feature::Verbose),
        }
    }

    /// Returns true if the client shows this block. Every client has its own way to offer a person.
    pub const fn has(self, block: &Block) -> bool {
        match block {
            Block::EscalationButton { .. } => true,
            Block::Actions(_) => self.actions,
            Block::Carousel(_) => self.carousel,
            Block::Form(_) => self.form,
            Block::Reasoning { .. } | Block::Tool(_) => self.verbose,
        }
    }
}

/// Returns true if the block is a step on the way to the answer, rather than part of it.
pub const fn is_step(block: &Block) -> bool {
    matches!(block, Block::Reasoning { .. } | Block::Tool(_))
}

/// Returns true if there is room for one more block of this kind.
pub fn has_room(blocks: &[Block], block: &Block) -> bool {
    let steps = blocks.iter().filter(|block| is_step(block)).count();
    if is_step(block) { steps < MOST_STEPS } else { blocks.len() - steps < MOST }
}
