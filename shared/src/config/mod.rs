//! Widget options that an owner can set. Every option has an effect; one that does nothing is not listed here.

mod contact;
mod proactive;
mod theme;
mod voice;

pub use contact::{Ask, ContactForm, ContactWhen};
pub use proactive::{ProactiveRule, Trigger};
use serde::{Deserialize, Serialize};
pub use theme::{Contrast, Density, Palette, Palettes, Shadow, Theme, ThemeMode};
pub use voice::Voice;

/// A widget's configuration as the widget reads it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, by the name owners know")]
pub struct WidgetConfig {
    /// Shown in the header, at most 80 characters.
    pub title: String,
    /// Shown above the first message, at most 500 characters; empty for none.
    pub intro: String,
    /// Shown in the empty composer, at most 120 characters; empty for the language's own.
    pub placeholder: String,
    /// The agent's first words in an empty conversation, in Markdown, at most 2,000 characters; empty for none.
    pub initial: String,
    /// Colours and shapes.
    pub theme: Theme,
    /// Placement of the chat on the page.
    pub layout: Layout,
    /// The corner of the launcher and panel, in the layout `bubble`.
    pub position: Position,
    /// Visitors may move the launcher to another corner.
    pub movable: bool,
    /// Visitors may make the panel large.
    pub maximize: bool,
    /// Follow a growing answer, unless the visitor has scrolled up.
    pub auto_scroll: bool,
    /// Show an answer while it is written; off: whole answers.
    pub stream: bool,
    /// Show a preview of the first link of an answer.
    pub unfurl: bool,
    /// Draw formulas; off: show them as they were written.
    pub math: bool,
    /// Log the chat's decisions to the browser's console; never messages or tokens.
    pub verbose: bool,
    /// Speech input: takes recordings instead of typed text, and names the service that transcribes them.
    pub voice_in: Voice,
    /// Speech output: reads answers aloud, and names the service that does so.
    pub voice_out: Voice,
    /// Show "Powered by Parlor".
    pub powered_by: bool,
    /// The agent writes first: once the chat is open, its first message is `initial`, or its own text if `initial` is
    /// empty.
    pub start_first: bool,
    /// Show the agent's first words beside the launcher.
    pub message_peek: bool,
    /// The form that asks the visitor for contact details; absent: no form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactForm>,
    /// Visitors may switch on a sound for answers they do not see. It is off until they do.
    pub sound: bool,
    /// While the page is in the background, its title shows the number of new answers: `(1) Shop`.
    pub title_note: bool,
    /// Visitors may begin a new conversation.
    pub restart_conversation: bool,
    /// Visitors may save the conversation as a file, and print it.
    pub export_conversation: bool,
    /// Time after its last message during which a conversation can be resumed, in seconds: 60 to 2,592,000.
    pub session_seconds: u64,
}

impl Default for WidgetConfig {
    /// Title "Chat", light or dark as set on the visitor's system, bottom right, streaming, 24 h sessions.
    fn default() -> Self {
        Self {
            title: "Chat".into(),
            intro: String::new(),
            placeholder: String::new(),
            initial: String::new(),
            theme: Theme::default(),
            layout: Layout::default(),
            position: Position::default(),
            movable: false,
            maximize: false,
            auto_scroll: true,
            stream: true,
            unfurl: false,
            math: true,
            verbose: false,
            voice_in: Voice::None,
            voice_out: Voice::None,
            powered_by: true,
            start_first: false,
            message_peek: false,
            contact: None,
            sound: false,
            title_note: true,
            restart_conversation: true,
            export_conversation: false,
            session_seconds: 24 * 3600,
        }
    }
}

/// Placement of the chat on the page.
// A closed vocabulary: the API, the domain and rows share this enum, for there is nothing to it but its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Layout {
    /// A launcher in a corner that opens a panel.
    #[default]
    Bubble,
    /// Embedded in the page.
    Inline,
    /// Covers the whole window.
    Fullscreen,
}

/// A corner of the window.
// A closed vocabulary: the API, the domain and rows share this enum, for there is nothing to it but its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Position {
    /// Bottom, at the end of the line (right in left-to-right pages).
    #[default]
    BottomRight,
    /// Bottom left.
    BottomLeft,
    /// Top right.
    TopRight,
    /// Top left.
    TopLeft,
}
