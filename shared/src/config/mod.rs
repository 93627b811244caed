//! What an owner may set about a widget. Every option does what it says; one that does nothing is not here.

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
    /// How the chat stands on the page.
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
    /// Tell the browser's console what the chat decides: never what is said, and no token.
    pub verbose: bool,
    /// Take speech instead of typing, and who turns it into text.
    pub voice_in: Voice,
    /// Read answers aloud, and who does.
    pub voice_out: Voice,
    /// Show "Powered by Parlor".
    pub powered_by: bool,
    /// The agent begins: once the chat is open, `initial` is its first message, or else words of its own.
    pub start_first: bool,
    /// Show the first words beside the launcher.
    pub message_peek: bool,
    /// Ask for a way to reach the visitor; absent: do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactForm>,
    /// Visitors may switch on a sound for answers they do not see. It is off until they do.
    pub sound: bool,
    /// While the page is not looked at, its title tells how many answers came: `(1) Shop`.
    pub title_note: bool,
    /// Visitors may begin a new conversation.
    pub restart_conversation: bool,
    /// Visitors may save the conversation as a file, and print it.
    pub export_conversation: bool,
    /// How long a conversation is resumed after its last message, in seconds: 60 to 2,592,000.
    pub session_seconds: u64,
}

impl Default for WidgetConfig {
    /// Title "Chat", follows the system's light or dark, bottom right, streaming, 24 h sessions.
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

/// How the chat stands on the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Layout {
    /// A launcher in a corner that opens a panel.
    #[default]
    Bubble,
    /// Part of the page.
    Inline,
    /// All of the window.
    Fullscreen,
}

/// A corner of the window.
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
