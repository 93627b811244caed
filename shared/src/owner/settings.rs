//! Settings of a widget or a blueprint, as owners read and write them. An unset option has the blueprint's value, else the
//! default.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::{ContactForm, Layout, Position, ProactiveRule};

/// Everything an owner may set.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Settings))]
pub struct SettingsBody {
    /// Shown in the header, at most 80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 80))]
    pub title: Option<String>,
    /// Shown above the first message, at most 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    pub intro: Option<String>,
    /// The agent's first words, Markdown, at most 2,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub initial: Option<String>,
    /// Shown in the empty composer, at most 120 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 120))]
    pub placeholder: Option<String>,
    /// The widget's languages, BCP 47: a visitor gets theirs if it is among them, else the first; empty: the visitor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub languages: Option<Vec<String>>,
    /// Light, dark, automatic, or a theme of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<ThemeBody>,
    /// Brand colour, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 7, max_length = 7, pattern = "^#[0-9a-fA-F]{6}$"))]
    pub brand: Option<String>,
    /// The corner of launcher and panel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The layout of the chat on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// Visitors may move the launcher to another corner; off unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movable: Option<bool>,
    /// The agent's picture: an `http` or `https` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// Time after its last message during which a conversation is resumed, in seconds: 60 to 2,592,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 60, maximum = 2_592_000))]
    pub session_seconds: Option<u64>,
    /// Functions of the page that extend the chat, by the names pages register them under (`registerPlugin`): those of
    /// this list run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub plugins: Option<Vec<String>>,
    /// Features that are switched on or off.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub features: BTreeMap<FeatureName, bool>,
    /// The agent's persona.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persona: Option<PersonaBody>,
    /// The business behind the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessBody>,
    /// Rules for proactive messages: at most 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub proactive: Option<Vec<ProactiveRule>>,
    /// The form that asks visitors for their contact details, with `contact_collection` on. Unset: shown before the
    /// first message, with a name field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactForm>,
    /// Visitors may switch on a sound for answers they do not see; unless set, the option is not offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<bool>,
    /// While the page is hidden, its title shows the number of new answers; on unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_note: Option<bool>,
    /// A vendor's own fields, kept as they came: at most 32 names, 8 KiB.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A theme: its name, and what is different from it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ThemeChoice))]
pub struct ThemeBody {
    /// `light`, `dark`, `auto`, `high-contrast`, `high-contrast-light`, `high-contrast-dark`, or a name of one's own, which
    /// is shown like `auto`.
    #[cfg_attr(feature = "openapi", schema(max_length = 64))]
    pub name: String,
    /// Design tokens by name: `primaryColor`, `radius`, `density`, `font`, `shadow`, `contrast`, `css`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub config: Map<String, Value>,
}

/// The agent's persona, shown to visitors and sent to the model.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Persona))]
pub struct PersonaBody {
    /// The role: `AI Assistant`.
    #[cfg_attr(feature = "openapi", schema(max_length = 120))]
    pub role: String,
    /// The tone: `friendly`.
    #[cfg_attr(feature = "openapi", schema(max_length = 120))]
    pub tone: String,
}

/// Whose site it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Business))]
pub struct BusinessBody {
    /// The company's name; empty: the team's.
    #[cfg_attr(feature = "openapi", schema(max_length = 120))]
    pub name: String,
    /// The type of business: `saas`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(max_length = 120))]
    pub kind: String,
}

/// Something that can be switched on or off. Names and meaning: ChatBotKit, "Configuration Options".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Feature))]
pub enum FeatureName {
    /// Show an answer while it is written.
    Stream,
    /// Show what the agent thinks and does on the way, and tell the browser's console what the chat decides.
    Verbose,
    /// Let the agent use the page's tools.
    Tools,
    /// Show previews of links.
    Unfurl,
    /// Draw formulas; else they are shown as they were written.
    Math,
    /// Show carousels.
    Carousel,
    /// Show forms.
    Form,
    /// Take files.
    Attachments,
    /// Follow a growing answer.
    AutoScroll,
    /// Once the chat is open, the agent begins: with `initial`, else in words of its own.
    StartFirst,
    /// Ask for a way to reach the visitor, as `contact` says.
    ContactCollection,
    /// Let visitors save the conversation.
    ExportConversation,
    /// Let visitors begin anew.
    RestartConversation,
    /// Let visitors make the panel large.
    Maximize,
    /// Show the first words beside the launcher.
    MessagePeek,
    /// Take speech.
    VoiceIn,
    /// Speak.
    VoiceOut,
    /// Show "Powered by Parlor".
    PoweredBy,
}
