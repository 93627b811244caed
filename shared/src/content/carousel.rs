//! Cards side by side.

use serde::{Deserialize, Serialize};

use super::action::Button;

/// Cards shown side by side, to page through. JSON: `{"cards":[…]}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Carousel {
    /// 1 to 10 cards.
    pub cards: Vec<Card>,
}

/// One card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    /// The card's title: plain text, at most 120 characters.
    pub title: String,
    /// The card's text: plain text, at most 500 characters; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Address of a picture. A picture from a host that is not allowed is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Alternative text of the picture: at most 200 characters; empty if the title describes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// Address the title links to, checked like a button's `link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// At most 3 buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

impl Carousel {
    /// Maximum number of cards.
    pub const MOST: usize = 10;
}

impl Card {
    /// Maximum length of a title, in characters.
    pub const LONGEST_TITLE: usize = 120;
    /// Maximum length of a text, in characters.
    pub const LONGEST_TEXT: usize = 500;
    /// Maximum length of a picture's alternative text, in characters.
    pub const LONGEST_ALT: usize = 200;
    /// Maximum number of buttons.
    pub const MOST_BUTTONS: usize = 3;
}
