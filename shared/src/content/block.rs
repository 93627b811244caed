//! Parts of an answer other than its text.

use serde::{Deserialize, Serialize};

use super::{action::Actions, carousel::Carousel, form::Form};

/// A part of an answer other than its text. JSON: `{"type":"…","payload":{…}}`.
///
/// Clients ignore a `type` they do not know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Block {
    /// A button that offers a person. Pressing it sends `message` as the visitor's next message.
    EscalationButton {
        /// The button's label, in the conversation's language.
        label: String,
        /// The message sent as the visitor.
        message: String,
    },
    /// Buttons.
    Actions(Actions),
    /// Cards side by side.
    Carousel(Carousel),
    /// A form; its submission is a message with `form`.
    Form(Form),
    /// The agent's reasoning before the answer; only with the feature `verbose`.
    Reasoning {
        /// Plain text, at most 16,000 characters.
        text: String,
    },
    /// A tool the agent used; only with the feature `verbose`.
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
    /// The tool's result, at most 4,000 characters; absent if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// The source of a statement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Citation {
    /// The heading of the passage.
    pub title: String,
    /// Address of the source, `https:` or `http:`; absent for documents that are not published.
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
