//! What comes beside the text of an answer: which of it a client shows, what is sound, and what stands in for the rest.
//!
//! Agents are not believed: every block passes [`sound`] before it is stored or sent. A block a client does not show is
//! told in words ([`in_words`]); one that is not sound is shown as the code it was ([`as_code`]).

pub mod citation;
mod form;
mod sound;
mod words;

pub use form::{Filled, FormRefusal, fill};
use parlor_shared::content::{Actions, Block, Carousel, Form};
use serde::de::DeserializeOwned;
pub use sound::{Wrong, sound};
pub use words::{as_code, in_words, with_words};

use super::settings::{Feature, Settings};

/// The most blocks of one answer that a visitor can use; what comes after them is told in words.
pub const MOST: usize = 10;
/// The most thoughts and tools of one answer that are shown; what comes after them is not.
pub const MOST_STEPS: usize = 40;
/// The longest JSON of one block, in bytes.
pub const LARGEST: usize = 16 * 1024;
/// The longest reasoning of one answer that is shown, in characters.
pub const LONGEST_REASONING: usize = 16_000;
/// The longest arguments and the longest result of a tool that are shown, in characters.
pub const LONGEST_ARGS: usize = 4_000;

/// What a client shows beside text. Nothing, unless somebody says otherwise: other vendors' clients know text only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is shown or not on its own")]
pub struct Shows {
    /// Buttons.
    pub actions: bool,
    /// Cards side by side.
    pub carousel: bool,
    /// Forms.
    pub form: bool,
    /// What the agent thinks and which tools it uses.
    pub verbose: bool,
}

impl Shows {
    /// What our own widget shows when its owner has set it so.
    pub fn of(settings: &Settings) -> Self {
        Self {
            actions: true,
            carousel: settings.has(Feature::Carousel),
            form: settings.has(Feature::Form),
            verbose: settings.has(Feature::Verbose),
        }
    }

    /// Whether it shows this one. Every client has its own way to offer a person.
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

/// Whether it tells what happened on the way to the answer, rather than being part of it.
pub const fn is_step(block: &Block) -> bool {
    matches!(block, Block::Reasoning { .. } | Block::Tool(_))
}

/// Whether there is room for one more of this kind.
pub fn has_room(blocks: &[Block], block: &Block) -> bool {
    let steps = blocks.iter().filter(|block| is_step(block)).count();
    if is_step(block) { steps < MOST_STEPS } else { blocks.len() - steps < MOST }
}

/// A kind of block that an agent may write in words: the rest of the info string after `parlor:`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Buttons.
    Actions,
    /// Cards.
    Carousel,
    /// A form.
    Form,
}

impl Kind {
    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "actions" => Self::Actions,
            "carousel" => Self::Carousel,
            "form" => Self::Form,
            _ => return None,
        })
    }

    /// Reads the JSON of a block of this kind. Unknown fields, fields given twice, and more than [`LARGEST`] bytes are
    /// wrong, as is everything [`sound`] refuses; pictures are left for later.
    pub fn read(self, json: &str) -> Result<Block, Wrong> {
        if json.len() > LARGEST {
            return Err(Wrong("too large"));
        }
        let block = match self {
            Self::Actions => Block::Actions(parsed::<Actions>(json)?),
            Self::Carousel => Block::Carousel(parsed::<Carousel>(json)?),
            Self::Form => Block::Form(parsed::<Form>(json)?),
        };
        sound(block, &|_| true)
    }
}

fn parsed<T: DeserializeOwned>(json: &str) -> Result<T, Wrong> {
    serde_json::from_str(json).map_err(|_| Wrong("not the JSON of such a block"))
}
