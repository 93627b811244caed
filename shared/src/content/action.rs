//! Buttons.

use serde::{Deserialize, Serialize};

/// Buttons beside an answer. JSON: `{"buttons":[…]}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actions {
    /// 1 to 6 buttons.
    pub buttons: Vec<Button>,
}

/// A button: a label and one action.
///
/// JSON: `{"label":"…","link":"https://…"}`, `{"label":"…","message":"…"}` or `{"label":"…","handoff":"…"}`. Any other
/// field is an error, so that the action is never guessed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Button {
    /// Opens a page.
    Link {
        /// The button's label: plain text, at most 80 characters.
        label: String,
        /// A checked address: `https:`, `http:`, `mailto:` or `tel:`, or a path on the page's own site.
        link: String,
    },
    /// Sends a message as the visitor.
    Message {
        /// The button's label: plain text, at most 80 characters.
        label: String,
        /// The message sent as the visitor: at most 500 characters.
        message: String,
    },
    /// Asks for a person to take over.
    Handoff {
        /// The button's label: plain text, at most 80 characters.
        label: String,
        /// The message sent as the visitor: at most 500 characters.
        handoff: String,
    },
}

impl Actions {
    /// Maximum number of buttons.
    pub const MOST: usize = 6;
}

impl Button {
    /// Maximum length of a label, in characters.
    pub const LONGEST_LABEL: usize = 80;
    /// Maximum length of the message a button sends, in characters.
    pub const LONGEST_MESSAGE: usize = 500;

    /// Returns the button's label.
    pub fn label(&self) -> &str {
        match self {
            Self::Link { label, .. } | Self::Message { label, .. } | Self::Handoff { label, .. } => label,
        }
    }
}
