//! Cards side by side.

use serde::{Deserialize, Serialize};

use super::Button;

/// Cards side by side, to leaf through. JSON: `{"cards":[…]}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Carousel {
    /// 1 to 10 of them.
    pub cards: Vec<Card>,
}

/// One card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    /// Plain text, at most 120 characters.
    pub title: String,
    /// Plain text, at most 500 characters; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The address of a picture from an allowed host; from any other host there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What the picture shows, for those who do not see it: at most 200 characters; empty when the title says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// A checked address the title leads to, as of a button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// At most 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

impl Carousel {
    /// The most cards.
    pub const MOST: usize = 10;
}

impl Card {
    /// The longest title, in characters.
    pub const LONGEST_TITLE: usize = 120;
    /// The longest text, in characters.
    pub const LONGEST_TEXT: usize = 500;
    /// The longest description of a picture, in characters.
    pub const LONGEST_ALT: usize = 200;
    /// The most buttons.
    pub const MOST_BUTTONS: usize = 3;
}
