//! Settings of a widget or a blueprint. An unset option has the blueprint's value, else the default.

use std::collections::BTreeMap;

pub use parlor_shared::config::Layout;
use parlor_shared::config::{Position, Voice, WidgetConfig};
use serde_json::{Map, Value};

use super::{
    contact::ContactForm,
    theme::{self, ThemeReport, Tokens},
};
use crate::core::engagement::proactive::ProactiveRule;

/// The longest a conversation can be resumed, in seconds: 30 days.
pub const LONGEST_SESSION: u64 = 30 * 24 * 3600;
/// The shortest.
pub const SHORTEST_SESSION: u64 = 60;

/// Everything an owner may set.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Settings {
    /// Shown in the header, at most 80 characters.
    pub title: Option<String>,
    /// Shown above the first message, at most 500 characters.
    pub intro: Option<String>,
    /// The agent's first words, Markdown, at most 2,000 characters.
    pub initial: Option<String>,
    /// Shown in the empty composer, at most 120 characters.
    pub placeholder: Option<String>,
    /// The widget's languages, BCP 47: a visitor gets theirs if it is among them, else the first; empty: the visitor's.
    pub languages: Option<Vec<String>>,
    /// Light, dark, automatic, or a theme of one's own.
    pub theme: Option<ThemeChoice>,
    /// Brand colour, `#rrggbb`.
    pub brand: Option<String>,
    /// The corner of launcher and panel.
    pub position: Option<Position>,
    /// The layout of the chat on the page.
    pub layout: Option<Layout>,
    /// Visitors may move the launcher to another corner; off unless set.
    pub movable: Option<bool>,
    /// The agent's picture: an `http` or `https` address.
    pub avatar_url: Option<String>,
    /// Time after its last message during which a conversation is resumed, in seconds: 60 to 2,592,000.
    pub session_seconds: Option<u64>,
    /// Functions of the page that extend the chat, by the names pages register them under (`registerPlugin`): those of
    /// this list run.
    pub plugins: Option<Vec<String>>,
    /// Features that are switched on or off.
    pub features: BTreeMap<Feature, bool>,
    /// The agent's persona.
    pub persona: Option<Persona>,
    /// The business behind the site.
    pub business: Option<Business>,
    /// Rules for proactive messages: at most 20.
    pub proactive: Option<Vec<ProactiveRule>>,
    /// The form that asks visitors for their contact details, with `contact_collection` on. Unset: shown before the
    /// first message, with a name field.
    pub contact: Option<ContactForm>,
    /// Visitors may switch on a sound for answers they do not see; unless set, the option is not offered.
    pub sound: Option<bool>,
    /// While the page is hidden, its title shows the number of new answers; on unless set.
    pub title_note: Option<bool>,
    /// A vendor's own fields, kept as they came: at most 32 names, 8 KiB.
    pub extra: Map<String, Value>,
}

/// A theme: its name, and what is different from it.
#[derive(Clone, PartialEq, Debug)]
pub struct ThemeChoice {
    /// `light`, `dark`, `auto`, `high-contrast`, `high-contrast-light`, `high-contrast-dark`, or a name of one's own, which
    /// is shown like `auto`.
    pub name: String,
    /// Design tokens by name: `primaryColor`, `radius`, `density`, `font`, `shadow`, `contrast`, `css`.
    pub config: Map<String, Value>,
}

/// The agent's persona, shown to visitors and sent to the model.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Persona {
    /// The role: `AI Assistant`.
    pub role: String,
    /// The tone: `friendly`.
    pub tone: String,
}

/// Whose site it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Business {
    /// The company's name; empty: the team's.
    pub name: String,
    /// The type of business: `saas`.
    pub kind: String,
}

/// Something that can be switched on or off. Names and meaning: ChatBotKit, "Configuration Options".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
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

    /// The name that owners write and rows hold.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Verbose => "verbose",
            Self::Tools => "tools",
            Self::Unfurl => "unfurl",
            Self::Math => "math",
            Self::Carousel => "carousel",
            Self::Form => "form",
            Self::Attachments => "attachments",
            Self::AutoScroll => "auto_scroll",
            Self::StartFirst => "start_first",
            Self::ContactCollection => "contact_collection",
            Self::ExportConversation => "export_conversation",
            Self::RestartConversation => "restart_conversation",
            Self::Maximize => "maximize",
            Self::MessagePeek => "message_peek",
            Self::VoiceIn => "voice_in",
            Self::VoiceOut => "voice_out",
            Self::PoweredBy => "powered_by",
        }
    }

    /// The feature of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.name() == name)
    }

    /// Returns true if the feature is on by default.
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

    /// Returns true if the feature is on.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.get(&feature).copied().unwrap_or_else(|| feature.is_usual())
    }

    /// Returns the time during which a conversation is resumed, in seconds.
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

    /// Returns the server's report on the theme.
    pub fn theme_report(&self) -> ThemeReport {
        theme::report(&self.tokens())
    }

    /// Returns the configuration of the native widget. For speech it lists only the browser's abilities;
    /// [`crate::core::conversation::voice`] adds the server's.
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
            contact: self.has(Feature::ContactCollection).then(|| self.contact.unwrap_or_default().into()),
            sound: self.sound.unwrap_or_default(),
            title_note: self.title_note.unwrap_or(usual.title_note),
            restart_conversation: self.has(Feature::RestartConversation),
            export_conversation: self.has(Feature::ExportConversation),
            session_seconds: self.session_seconds(),
        }
    }
}
