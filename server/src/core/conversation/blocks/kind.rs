//! Kinds of blocks that an agent may write as text.

use parlor_shared::content::{Actions, Block, Carousel, Form};
use serde::de::DeserializeOwned;

use super::{
    limits::LARGEST,
    validate::{InvalidBlock, validate},
};

/// A kind of block that an agent may write as text: the rest of the info string after `parlor:`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockKind {
    /// Buttons.
    Actions,
    /// Cards.
    Carousel,
    /// A form.
    Form,
}

impl BlockKind {
    /// Finds a kind by its name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "actions" => Self::Actions,
            "carousel" => Self::Carousel,
            "form" => Self::Form,
            _ => return None,
        })
    }

    /// Parses the JSON of a block of this kind. Refuses unknown fields, duplicate fields, more than [`LARGEST`] bytes,
    /// and everything [`validate()`] refuses; pictures are checked later.
    pub fn read(self, json: &str) -> Result<Block, InvalidBlock> {
        if json.len() > LARGEST {
            return Err(InvalidBlock("too large"));
        }
        let block = match self {
            Self::Actions => Block::Actions(parsed::<Actions>(json)?),
            Self::Carousel => Block::Carousel(parsed::<Carousel>(json)?),
            Self::Form => Block::Form(parsed::<Form>(json)?),
        };
        validate(block, &|_| true)
    }
}

fn parsed<T: DeserializeOwned>(json: &str) -> Result<T, InvalidBlock> {
    serde_json::from_str(json).map_err(|_| InvalidBlock("not the JSON of such a block"))
}
