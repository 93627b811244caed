//! What an owner may set about a widget or a blueprint. Unset means: the blueprint's, else the default.

use std::collections::BTreeMap;

pub use parlor_shared::config::Layout;
use parlor_shared::config::{ContactForm, Position, ProactiveRule, Voice, WidgetConfig};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::theme::{self, ThemeReport, Tokens};

/// The longest a conversation can be resumed, in seconds: 30 days.
pub const LONGEST_SESSION: u64 = 30 * 24 * 3600;
/// The shortest.
pub const SHORTEST_SESSION: u64 = 60;

/// Everything an owner may set. Stored as JSON.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Shown in the header, at most 80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 80)]
    pub title: Option<String>,
    /// Shown above the first message, at most 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub intro: Option<String>,
    /// The agent's first words, Markdown, at most 2,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub initial: Option<String>,
    /// Shown in the empty composer, at most 120 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 120)]
    pub placeholder: Option<String>,
    /// The widget's languages, BCP 47: a visitor gets theirs if it is among them, else the first; empty: the visitor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 50)]
    pub languages: Option<Vec<String>>,
    /// Light, dark, automatic, or a theme of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<ThemeChoice>,
    /// Brand colour, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 7, max_length = 7, pattern = "^#[0-9a-fA-F]{6}$")]
    pub brand: Option<String>,
    /// The corner of launcher and panel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// How the chat stands on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// Visitors may move the launcher to another corner; off unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movable: Option<bool>,
    /// The agent's picture: an `http` or `https` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// How long a conversation is resumed after its last message, in seconds: 60 to 2,592,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 60, maximum = 2_592_000)]
    pub session_seconds: Option<u64>,
    /// Functions of the page that extend the chat, by the names pages register them under (`registerPlugin`): those of
    /// this list run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 50)]
    pub plugins: Option<Vec<String>>,
    /// What is switched on or off.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub features: BTreeMap<Feature, bool>,
    /// Who the agent is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persona: Option<Persona>,
    /// Whose site it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business: Option<Business>,
    /// When to speak first: at most 20 rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20)]
    pub proactive: Option<Vec<ProactiveRule>>,
    /// How visitors are asked for a way to reach them, with `contact_collection` on. Unset: before the first message, with
    /// a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactForm>,
    /// Visitors may switch on a sound for answers they do not see; not offered unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<bool>,
    /// While the page is not looked at, its title tells how many answers came; on unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_note: Option<bool>,
    /// A vendor's own fields, kept as they came: at most 32 names, 8 KiB.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A theme: its name, and what is different from it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeChoice {
    /// `light`, `dark`, `auto`, `high-contrast`, `high-contrast-light`, `high-contrast-dark`, or a name of one's own, which
    /// is shown like `auto`.
    #[schema(max_length = 64)]
    pub name: String,
    /// Design tokens by name: `primaryColor`, `radius`, `density`, `font`, `shadow`, `contrast`, `css`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub config: Map<String, Value>,
}

/// Who the agent is, to visitors and to a model.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Persona {
    /// What they are: `AI Assistant`.
    #[schema(max_length = 120)]
    pub role: String,
    /// How they speak: `friendly`.
    #[schema(max_length = 120)]
    pub tone: String,
}

/// Whose site it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Business {
    /// The company's name; empty: the team's.
    #[schema(max_length = 120)]
    pub name: String,
    /// What kind it is: `saas`.
    #[serde(rename = "type")]
    #[schema(max_length = 120)]
    pub kind: String,
}

/// Something that can be switched on or off. Names and meaning: ChatBotKit, "Configuration Options".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
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

impl Feature {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Stream,
        Self::Verbose,
        Self::Tools,
        Self::Unfurl,
        Self::Math,
        Self::Carousel,
        Self::Form,
        Self::Attachments,
        Self::AutoScroll,
        Self::StartFirst,
        Self::ContactCollection,
        Self::ExportConversation,
        Self::RestartConversation,
        Self::Maximize,
        Self::MessagePeek,
        Self::VoiceIn,
        Self::VoiceOut,
        Self::PoweredBy,
    ];

    /// Whether it is on when nobody said.
    pub const fn is_usual(self) -> bool {
        matches!(
            self,
            Self::Stream
                | Self::Math
                | Self::Carousel
                | Self::Form
                | Self::AutoScroll
                | Self::RestartConversation
                | Self::PoweredBy
        )
    }
}

impl Settings {
    /// These, and those of `base` wherever these are unset.
    pub fn over(&self, base: &Self) -> Self {
        let both = self.clone();
        Self {
            title: both.title.or_else(|| base.title.clone()),
            intro: both.intro.or_else(|| base.intro.clone()),
            initial: both.initial.or_else(|| base.initial.clone()),
            placeholder: both.placeholder.or_else(|| base.placeholder.clone()),
            languages: both.languages.or_else(|| base.languages.clone()),
            theme: both.theme.or_else(|| base.theme.clone()),
            brand: both.brand.or_else(|| base.brand.clone()),
            position: both.position.or(base.position),
            layout: both.layout.or(base.layout),
            movable: both.movable.or(base.movable),
            avatar_url: both.avatar_url.or_else(|| base.avatar_url.clone()),
            session_seconds: both.session_seconds.or(base.session_seconds),
            plugins: both.plugins.or_else(|| base.plugins.clone()),
            features: base.features.iter().chain(&self.features).map(|(f, on)| (*f, *on)).collect(),
            persona: both.persona.or_else(|| base.persona.clone()),
            business: both.business.or_else(|| base.business.clone()),
            proactive: both.proactive.or_else(|| base.proactive.clone()),
            contact: both.contact.or(base.contact),
            sound: both.sound.or(base.sound),
            title_note: both.title_note.or(base.title_note),
            extra: base.extra.iter().chain(&self.extra).map(|(k, v)| (k.clone(), v.clone())).collect(),
        }
    }

    /// Whether it is on.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.get(&feature).copied().unwrap_or_else(|| feature.is_usual())
    }

    /// How long a conversation is resumed, in seconds.
    pub fn session_seconds(&self) -> u64 {
        self.session_seconds.unwrap_or(WidgetConfig::default().session_seconds).clamp(SHORTEST_SESSION, LONGEST_SESSION)
    }

    /// The theme's tokens.
    pub fn tokens(&self) -> Tokens {
        let mut tokens = self.theme.as_ref().map(|theme| Tokens::of(&theme.name, &theme.config)).unwrap_or_default();
        if let Some(brand) = &self.brand {
            tokens.brand.clone_from(brand);
        }
        tokens
    }

    /// What the server makes of the theme.
    pub fn theme_report(&self) -> ThemeReport {
        theme::report(&self.tokens())
    }

    /// What the native widget reads. Of speech it says what browsers can; what the server can is [`super::voice`]'s to say.
    pub fn config(&self) -> WidgetConfig {
        let voice = |feature| if self.has(feature) { Voice::Browser } else { Voice::None };
        let usual = WidgetConfig::default();
        WidgetConfig {
            title: self.title.clone().filter(|title| !title.is_empty()).unwrap_or(usual.title),
            intro: self.intro.clone().unwrap_or_default(),
            placeholder: self.placeholder.clone().unwrap_or_default(),
            initial: self.initial.clone().unwrap_or_default(),
            theme: theme::derive(&self.tokens()),
            layout: self.layout.unwrap_or_default(),
            position: self.position.unwrap_or_default(),
            movable: self.movable.unwrap_or_default(),
            maximize: self.has(Feature::Maximize),
            auto_scroll: self.has(Feature::AutoScroll),
            stream: self.has(Feature::Stream),
            unfurl: self.has(Feature::Unfurl),
            math: self.has(Feature::Math),
            verbose: self.has(Feature::Verbose),
            voice_in: voice(Feature::VoiceIn),
            voice_out: voice(Feature::VoiceOut),
            powered_by: self.has(Feature::PoweredBy),
            start_first: self.has(Feature::StartFirst),
            message_peek: self.has(Feature::MessagePeek),
            contact: self.has(Feature::ContactCollection).then(|| self.contact.unwrap_or_default()),
            sound: self.sound.unwrap_or_default(),
            title_note: self.title_note.unwrap_or(usual.title_note),
            restart_conversation: self.has(Feature::RestartConversation),
            export_conversation: self.has(Feature::ExportConversation),
            session_seconds: self.session_seconds(),
        }
    }
}
