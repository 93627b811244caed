//! Widgets: where an agent is shown.

pub mod blueprint;
pub mod contact;
pub mod settings;
pub mod theme;

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, BlueprintId, TeamId, WidgetId};
use serde_json::{Map, Value};

use self::settings::Settings;
use super::entropy::{Entropy, new_id, new_secret};

/// A chat on a website, connected to an agent.
#[derive(Clone, PartialEq, Debug)]
pub struct Widget {
    /// Its id.
    pub id: WidgetId,
    /// The team it belongs to.
    pub team_id: TeamId,
    /// Its public keys. Unguessable and replaceable.
    pub keys: WidgetKeys,
    /// Goes up when a key is replaced: visitors' tokens of before are no longer good.
    pub generation: u32,
    /// The agent that answers; `None` until one is connected.
    pub agent_id: Option<AgentId>,
    /// The blueprint whose values apply where its own are unset.
    pub blueprint_id: Option<BlueprintId>,
    /// The owner's name for it, at most 200 characters.
    pub name: String,
    /// The owner's words about it, at most 2,000 characters.
    pub description: String,
    /// Another name it can be asked for by; unique in the team.
    pub alias: Option<String>,
    /// The owner's own fields.
    pub meta: Map<String, Value>,
    /// Origins a page may have: `https://shop.example`, `https://*.shop.example` (one label), `//shop.example` (any scheme
    /// and port), `*` for any. Empty: the blueprint's.
    pub allowed_origins: Vec<String>,
    /// The widget's own settings.
    pub settings: Settings,
    /// The blueprint's values. Filled in by reads; ignored by writes.
    pub inherited: Inherited,
    /// False for a disabled widget, which answers nobody.
    pub active: bool,
    /// True for a deleted widget. Only visitors still find it, and are told that it is gone.
    pub deleted: bool,
    /// Goes up with every change.
    pub revision: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A widget's public keys, one for each way in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WidgetKeys {
    /// `wk_` and 32 hexadecimal digits: the native API and NexonTech's.
    pub key: String,
    /// `wt_` and 32 hexadecimal digits: NodeLoom's embed token.
    pub embed_token: String,
    /// `caty_` and 32 hexadecimal digits: Caty's API key.
    pub caty_key: String,
}

impl WidgetKeys {
    /// New ones.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self {
            key: KeyKind::Key.generate(entropy),
            embed_token: KeyKind::EmbedToken.generate(entropy),
            caty_key: KeyKind::Caty.generate(entropy),
        }
    }
}

/// One of a widget's keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// `wk_…`.
    Key,
    /// `wt_…`.
    EmbedToken,
    /// `caty_…`.
    Caty,
}

impl KeyKind {
    /// Returns the prefix of keys of this kind.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Key => "wk_",
            Self::EmbedToken => "wt_",
            Self::Caty => "caty_",
        }
    }

    /// The kind a text could be a key of.
    pub fn of(text: &str) -> Option<Self> {
        [Self::Key, Self::EmbedToken, Self::Caty].into_iter().find(|kind| text.starts_with(kind.prefix()))
    }

    fn generate(self, entropy: &dyn Entropy) -> String {
        format!("{}{}", self.prefix(), new_secret(entropy))
    }
}

/// The values a widget inherits from its blueprint.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inherited {
    /// The values.
    pub settings: Settings,
    /// The allow-list.
    pub allowed_origins: Vec<String>,
}

impl Widget {
    /// A new one: its own keys, switched on, nothing set.
    pub fn new(team_id: TeamId, name: impl Into<String>, now: Timestamp, entropy: &dyn Entropy) -> Self {
        Self {
            id: new_id(now, entropy),
            team_id,
            keys: WidgetKeys::generate(entropy),
            generation: 0,
            agent_id: None,
            blueprint_id: None,
            name: name.into(),
            description: String::new(),
            alias: None,
            meta: Map::new(),
            allowed_origins: Vec::new(),
            settings: Settings::default(),
            inherited: Inherited::default(),
            active: true,
            deleted: false,
            revision: 0,
            created_at: now,
            updated_at: now,
        }
    }

    /// Returns true if visitors may use it.
    pub fn is_open(&self) -> bool {
        self.active && !self.deleted
    }

    /// Its values, and its blueprint's where its own are unset.
    pub fn effective(&self) -> Settings {
        self.settings.over(&self.inherited.settings)
    }

    /// The languages its owner named; none: the visitor's.
    pub fn languages(&self) -> &[String] {
        let own_or_inherited = self.settings.languages.as_ref().or(self.inherited.settings.languages.as_ref());
        own_or_inherited.map_or(&[], Vec::as_slice)
    }

    /// The language it speaks to visitors whose language nobody knows: the first one its owner named.
    pub fn language(&self) -> Option<&str> {
        self.languages().first().map(String::as_str)
    }

    /// The origins a page may have.
    pub fn origins(&self) -> &[String] {
        let own_or_inherited = [&self.allowed_origins, &self.inherited.allowed_origins];
        own_or_inherited.into_iter().find(|list| !list.is_empty()).map_or(&[], Vec::as_slice)
    }

    /// Returns true if a page of this origin may use the widget. A widget without an allow-list may be used anywhere.
    pub fn allows(&self, origin: &str) -> bool {
        let patterns = self.origins();
        if patterns.is_empty() {
            return super::security::origin::is_allowed(&["*".to_owned()], origin);
        }
        super::security::origin::is_allowed(patterns, origin)
    }

    /// Returns true if the owner listed the widget's origins. Only then does an origin prove that a page acts for the
    /// owner.
    pub fn names_its_pages(&self) -> bool {
        let patterns = self.origins();
        !patterns.is_empty() && patterns.iter().all(|pattern| pattern != "*")
    }

    /// The same for another site: its own id, keys and figures; the same agent, blueprint, settings and files.
    pub fn cloned(&self, now: Timestamp, entropy: &dyn Entropy) -> Self {
        let Self { team_id, agent_id, blueprint_id, name, description, meta, allowed_origins, settings, .. } =
            self.clone();
        Self {
            id: new_id(now, entropy),
            team_id,
            keys: WidgetKeys::generate(entropy),
            generation: 0,
            agent_id,
            blueprint_id,
            name,
            description,
            alias: None,
            meta,
            allowed_origins,
            settings,
            inherited: self.inherited.clone(),
            active: self.active,
            deleted: self.deleted,
            revision: 0,
            created_at: now,
            updated_at: now,
        }
    }

    /// Leaves its blueprint, and keeps what it shows.
    pub fn detach(&mut self) {
        self.settings = self.effective();
        self.allowed_origins = self.origins().to_vec();
        self.inherited = Inherited::default();
        self.blueprint_id = None;
    }

    /// Replaces a key; the old one stops working.
    pub fn replace_key(&mut self, kind: KeyKind, entropy: &dyn Entropy) {
        let key = kind.generate(entropy);
        match kind {
            KeyKind::Key => self.keys.key = key,
            KeyKind::EmbedToken => self.keys.embed_token = key,
            KeyKind::Caty => self.keys.caty_key = key,
        }
        self.generation += 1;
    }
}

/// A widget's figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WidgetStats {
    /// Conversations.
    pub sessions: u64,
    /// Messages in them, as the history shows them: answers that were replaced do not count.
    pub messages: u64,
    /// Conversations in which something was said, or which began, since the moment asked about.
    pub active_since: u64,
    /// Tokens read by agents.
    pub input_tokens: u64,
    /// Tokens written by agents.
    pub output_tokens: u64,
}

/// A page of a team's widgets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WidgetPage {
    /// Goes on after this one.
    pub after: Option<WidgetCursor>,
    /// Newest first.
    pub newest_first: bool,
    /// At most so many.
    pub take: u32,
    /// Only those whose `meta` has these texts.
    pub meta: Vec<(String, String)>,
    /// Only those of this blueprint.
    pub blueprint: Option<BlueprintId>,
}

/// A place in the list of a team's widgets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WidgetCursor {
    /// When the last widget seen was made.
    pub created_at: Timestamp,
    /// Its id.
    pub id: WidgetId,
}

impl WidgetCursor {
    /// The place of this widget.
    pub fn of(widget: &Widget) -> Self {
        Self { created_at: widget.created_at, id: widget.id.clone() }
    }
}
