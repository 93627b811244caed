//! What comes beside the text of an answer.

use serde::{Deserialize, Serialize};

use super::{Actions, Carousel, Form};

/// A piece of an answer that is not text. JSON: `{"type":"…","payload":{…}}`.
///
/// Clients ignore a `type` they do not know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Block {
    /// Offers a person. Pressing it sends `message` as the visitor's next message.
    EscalationButton {
        /// What the button says, in the conversation's language.
        label: String,
        /// What the visitor then says.
        message: String,
    },
    /// Buttons.
    Actions(Actions),
    /// Cards side by side.
    Carousel(Carousel),
    /// A form; its submission is a message with `form`.
    Form(Form),
    /// What the agent thought before it spoke: with the feature `verbose` only.
    Reasoning {
        /// Plain text, at most 16,000 characters.
        text: String,
    },
    /// A tool the agent used: with the feature `verbose` only.
    Tool(ToolUse),
}

/// A tool the agent used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolUse {
    /// Its name, at most 120 characters.
    pub name: String,
    /// Its arguments as JSON, at most 4,000 characters.
    pub args: String,
    /// What it answered, at most 4,000 characters; absent when that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// Where a statement comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Citation {
    /// The heading of the passage.
    pub title: String,
    /// Where it can be read: an `https:` or `http:` address; absent for documents that are not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The passage's first words, at most 240 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub snippet: String,
}

/// A suggestion for the visitor's next message: pressing it sends the text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuickReply(
    /// The text, at most 120 characters.
    pub String,
);
