//! Buttons.

use serde::{Deserialize, Serialize};

/// Buttons beside an answer. JSON: `{"buttons":[…]}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actions {
    /// 1 to 6 of them.
    pub buttons: Vec<Button>,
}

/// A button: what it says and the one thing it does.
///
/// JSON: `{"label":"…","link":"https://…"}`, `{"label":"…","message":"…"}` or `{"label":"…","handoff":"…"}`; any other
/// field is an error, so that what is meant is never guessed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Button {
    /// Goes to a page.
    Link {
        /// What it says: plain text, at most 80 characters.
        label: String,
        /// A checked address: `https:`, `http:`, `mailto:` or `tel:`, or a path on the page's own site.
        link: String,
    },
    /// Says something as the visitor.
    Message {
        /// What it says: plain text, at most 80 characters.
        label: String,
        /// What the visitor then says: at most 500 characters.
        message: String,
    },
    /// Asks for a person.
    Handoff {
        /// What it says: plain text, at most 80 characters.
        label: String,
        /// What the visitor then says: at most 500 characters.
        handoff: String,
    },
}

impl Actions {
    /// The most buttons.
    pub const MOST: usize = 6;
}

impl Button {
    /// The longest label, in characters.
    pub const LONGEST_LABEL: usize = 80;
    /// The longest text it sends, in characters.
    pub const LONGEST_MESSAGE: usize = 500;

    /// What it says.
    pub fn label(&self) -> &str {
        match self {
            Self::Link { label, .. } | Self::Message { label, .. } | Self::Handoff { label, .. } => label,
        }
    }
}
