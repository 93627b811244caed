//! What owners do: make, change, copy and delete what their team has. Everything is scoped to the team in its query;
//! a foreign object is answered like one that does not exist.

use parlor_shared::ids::{AgentId, BlueprintId, FileId, WidgetId};

use secrecy::SecretString;

use super::{
    account::{self, Account},
    blueprint::Blueprint,
    clock::Clock,
    entropy::{Entropy, new_id},
    erasure::Erasure,
    error::Error,
    file::FileSlot,
    lead,
    policy::origin,
    settings::{LONGEST_SESSION, SHORTEST_SESSION, Settings},
    store::{Saved, Store},
    team::{Actor, Role, Team},
    translate,
    widget::{KeyKind, Widget},
};

/// How often a change is tried when somebody else changes the same object.
const TRIES: usize = 8;

/// Someone who wants an account and a team of their own.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The address to sign in with.
    pub email: String,
    /// A name to greet them by, at most 120 characters.
    pub name: String,
    /// 15 to 256 characters.
    pub password: SecretString,
    /// The team's name, 1 to 120 characters.
    pub team: String,
}

/// Makes an account and its team. [`Error::Conflict`] when the address has an account already.
#[tracing::instrument(skip_all)]
pub async fn register(
    store: &dyn Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    newcomer: Newcomer,
) -> Result<(Account, Team), Error> {
    let Newcomer { email, name, password, team } = newcomer;
    if !lead::is_address(email.trim()) {
        return Err(invalid("email", "an e-mail address, at most 254 characters"));
    }
    at_most("name", &name, 120)?;
    at_most("team", &team, 120)?;
    let password_hash = hashed(password).await?;
    let now = clock.now();
    let account = Account {
        id: new_id(now, entropy),
        email: email.trim().to_owned(),
        name,
        password_hash,
        active: true,
        created_at: now,
    };
    if store.insert_account(&account).await? != Saved::Done {
        return Err(Error::Conflict("this address has an account already"));
    }
    let team = Team { id: new_id(now, entropy), name: team, created_at: now };
    store.insert_team(&team, &account.id).await?;
    Ok((account, team))
}

/// Replaces an account's password and ends all its sign-ins. Returns the number of sign-ins ended;
/// [`Error::NotFound`] when no account has the address.
#[tracing::instrument(skip_all)]
pub async fn replace_password(store: &dyn Store, email: &str, password: SecretString) -> Result<u64, Error> {
    let account = store.account_by_email(email.trim()).await?.ok_or(Error::NotFound)?;
    let hash = hashed(password).await?;
    store.replace_password(&account.id, &hash).await?.ok_or(Error::NotFound)
}

/// Hashes a password off the asynchronous workers.
async fn hashed(password: SecretString) -> Result<String, Error> {
    let hashing = tokio::task::spawn_blocking(move || account::hash_password(&password));
    hashing.await.map_err(|_| invalid("password", "cannot be hashed"))?
}

/// Someone acting for a team, and what they act on.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// Storage.
    pub store: &'a dyn Store,
    /// Erases what visitors left.
    pub erasure: &'a Erasure,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids and keys.
    pub entropy: &'a dyn Entropy,
}

impl Desk<'_> {
    /// A team's widget by id or alias.
    #[tracing::instrument(skip_all)]
    pub async fn widget(&self, id_or_alias: &str) -> Result<Widget, Error> {
        self.store.team_widget(&self.actor.team_id, id_or_alias).await?.ok_or(Error::NotFound)
    }

    /// Makes a widget; `fill` sets what was asked for.
    #[tracing::instrument(skip_all)]
    pub async fn create(&self, name: &str, fill: impl FnOnce(&mut Widget)) -> Result<Widget, Error> {
        self.actor.needs(Role::Editor)?;
        let mut widget = Widget::new(self.actor.team_id.clone(), name, self.clock.now(), self.entropy);
        fill(&mut widget);
        self.check(&widget).await?;
        self.insert(widget).await
    }

    /// Copies a widget; the copy refers to the same files.
    #[tracing::instrument(skip_all)]
    pub async fn clone_widget(&self, id_or_alias: &str) -> Result<Widget, Error> {
        self.actor.needs(Role::Editor)?;
        let original = self.widget(id_or_alias).await?;
        let copy = self.insert(original.cloned(self.clock.now(), self.entropy)).await?;
        for (slot, file) in self.store.attached_files(&original.id).await? {
            self.store.attach_file(&copy.id, slot, &file).await?;
        }
        if let Some(translations) = self.store.translations(&original.id).await? {
            self.store.put_translations(&copy.id, &translations).await?;
        }
        Ok(copy)
    }

    /// Shows a file in a place of a widget, instead of the one there.
    #[tracing::instrument(skip_all)]
    pub async fn attach(&self, widget: &Widget, slot: FileSlot, file: &FileId) -> Result<(), Error> {
        self.actor.needs(Role::Editor)?;
        if self.store.attach_file(&widget.id, slot, file).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Shows a file no longer: in the place given, else in the first one it is in. Returns the place.
    #[tracing::instrument(skip_all)]
    pub async fn detach(&self, widget: &Widget, slot: Option<FileSlot>, file: &FileId) -> Result<FileSlot, Error> {
        self.actor.needs(Role::Editor)?;
        let attached = self.store.attached_files(&widget.id).await?;
        let here = |(place, its): &&(FileSlot, FileId)| its == file && slot.is_none_or(|slot| slot == *place);
        let slot = attached.iter().find(here).map(|(place, _)| *place).ok_or(Error::NotFound)?;
        if self.store.detach_file(&widget.id, slot, file).await? { Ok(slot) } else { Err(Error::NotFound) }
    }

    /// Changes a widget. `change` may be called again, on a newer state, when somebody else was faster.
    #[tracing::instrument(skip_all)]
    pub async fn edit(
        &self,
        id_or_alias: &str,
        change: impl Fn(&mut Widget) -> Result<(), Error>,
    ) -> Result<Widget, Error> {
        self.actor.needs(Role::Editor)?;
        for _ in 0..TRIES {
            let mut widget = self.widget(id_or_alias).await?;
            change(&mut widget)?;
            self.check(&widget).await?;
            widget.updated_at = self.clock.now();
            match self.store.save_widget(&widget).await? {
                Saved::Done => return self.widget(widget.id.as_str()).await,
                Saved::Taken => return Err(Error::Conflict("another widget of the team has this alias")),
                Saved::Stale => {}
            }
        }
        Err(Error::Conflict("somebody else keeps changing this widget"))
    }

    /// Replaces a key. Visitors' tokens of before are refused from now on.
    #[tracing::instrument(skip_all)]
    pub async fn replace_key(&self, id_or_alias: &str, kind: KeyKind) -> Result<Widget, Error> {
        self.edit(id_or_alias, |widget| {
            widget.replace_key(kind, self.entropy);
            Ok(())
        })
        .await
    }

    /// Deletes a widget: its keys stop working, its conversations stay unless told otherwise.
    #[tracing::instrument(skip_all)]
    pub async fn delete(&self, id_or_alias: &str, conversations: Conversations) -> Result<WidgetId, Error> {
        self.actor.needs(Role::Editor)?;
        for _ in 0..TRIES {
            let widget = self.widget(id_or_alias).await?;
            let generation = widget.generation + 1;
            let now = self.clock.now();
            let gone = Widget { deleted: true, alias: None, generation, updated_at: now, ..widget };
            if self.store.save_widget(&gone).await? == Saved::Done {
                if conversations == Conversations::Erased {
                    self.erasure.widget(&gone.id).await?;
                }
                return Ok(gone.id);
            }
        }
        Err(Error::Conflict("somebody else keeps changing this widget"))
    }

    /// A team's blueprint.
    #[tracing::instrument(skip_all)]
    pub async fn blueprint(&self, id: &str) -> Result<Blueprint, Error> {
        let id: BlueprintId = id.parse().map_err(|_| Error::NotFound)?;
        self.store.blueprint(&self.actor.team_id, &id).await?.ok_or(Error::NotFound)
    }

    /// Whether a team has this agent.
    #[tracing::instrument(skip_all)]
    pub async fn has_agent(&self, id: &AgentId) -> Result<bool, Error> {
        Ok(self.store.team_agent(&self.actor.team_id, id).await?.is_some())
    }

    async fn insert(&self, widget: Widget) -> Result<Widget, Error> {
        match self.store.insert_widget(&widget).await? {
            Saved::Done => self.widget(widget.id.as_str()).await,
            Saved::Taken | Saved::Stale => Err(Error::Conflict("another widget of the team has this alias")),
        }
    }

    /// What a widget refers to is the team's own, and what it says can be kept.
    async fn check(&self, widget: &Widget) -> Result<(), Error> {
        check_widget(widget)?;
        if let Some(agent) = &widget.agent_id
            && !self.has_agent(agent).await?
        {
            return Err(Error::Invalid { field: "agent", reason: "the team has no such agent" });
        }
        if let Some(blueprint) = &widget.blueprint_id
            && self.store.blueprint(&self.actor.team_id, blueprint).await?.is_none()
        {
            return Err(Error::Invalid { field: "blueprint", reason: "the team has no such blueprint" });
        }
        Ok(())
    }
}

/// What happens to a deleted widget's conversations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Conversations {
    /// They stay.
    #[default]
    Kept,
    /// They are deleted with everything that came from them.
    Erased,
}

fn check_widget(widget: &Widget) -> Result<(), Error> {
    at_most("name", &widget.name, 200)?;
    at_most("description", &widget.description, 2_000)?;
    if let Some(alias) = &widget.alias {
        let sound = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        // What looks like an id could hide the widget that has it.
        if alias.is_empty() || alias.len() > 64 || !alias.chars().all(sound) || uuid::Uuid::try_parse(alias).is_ok() {
            return Err(invalid("alias", "1 to 64 characters from A-Z a-z 0-9 _ -, not a UUID"));
        }
    }
    let meta = serde_json::to_string(&widget.meta).map_or(0, |json| json.len());
    if meta > 16 * 1024 || widget.meta.keys().any(|key| key.starts_with('_') || key.is_empty()) {
        return Err(invalid("meta", "at most 16 KiB; names must not begin with _"));
    }
    check_origins(&widget.allowed_origins)?;
    check_settings(&widget.settings)
}

/// An allow-list that can be kept.
pub fn check_origins(origins: &[String]) -> Result<(), Error> {
    if origins.len() > 100 || !origins.iter().all(|pattern| pattern.len() <= 260 && origin::is_pattern(pattern)) {
        return Err(invalid("origin", "at most 100 origins or domains"));
    }
    Ok(())
}

/// Settings that can be kept.
pub fn check_settings(settings: &Settings) -> Result<(), Error> {
    let texts = [
        ("title", &settings.title, 80),
        ("intro", &settings.intro, 500),
        ("initial", &settings.initial, 2_000),
        ("placeholder", &settings.placeholder, 120),
    ];
    for (field, text, most) in texts {
        at_most(field, text.as_deref().unwrap_or_default(), most)?;
    }
    if settings.brand.as_deref().is_some_and(|brand| !super::theme::is_colour(brand)) {
        return Err(invalid("brand", "a colour like #2f5bd8"));
    }
    if settings.avatar_url.as_deref().is_some_and(|url| !is_picture_address(url)) {
        return Err(invalid("avatar", "an http or https address"));
    }
    if settings.session_seconds.is_some_and(|seconds| !(SHORTEST_SESSION..=LONGEST_SESSION).contains(&seconds)) {
        return Err(invalid("session", "60 seconds to 30 days"));
    }
    let languages = settings.languages.as_deref().unwrap_or_default();
    if languages.len() > 50 || !languages.iter().all(|tag| translate::is_tag(tag)) {
        return Err(invalid("language", "at most 50 BCP 47 language tags"));
    }
    let plugins = settings.plugins.as_deref().unwrap_or_default();
    if plugins.len() > 50 || plugins.iter().any(|name| name.is_empty() || name.len() > 64) {
        return Err(invalid("plugins", "at most 50 names of at most 64 characters"));
    }
    check_bags(settings)?;
    check_rules(settings)
}

fn check_bags(settings: &Settings) -> Result<(), Error> {
    let theme = settings.theme.as_ref().map(|theme| (theme.name.as_str(), &theme.config));
    if theme.is_some_and(|(name, config)| name.chars().count() > 64 || is_large(config)) {
        return Err(invalid("theme", "a name of at most 64 characters, at most 32 tokens, 8 KiB"));
    }
    if settings.tokens().ignored.iter().any(|one| one.token == "css" || one.token == "customCss") {
        return Err(invalid("theme", "css has at most 4,000 characters, no bracket too many, and loads nothing"));
    }
    if is_large(&settings.extra) {
        return Err(invalid("customization", "at most 32 more fields, 8 KiB"));
    }
    let persona = settings.persona.iter().flat_map(|persona| [&persona.role, &persona.tone]);
    let business = settings.business.iter().flat_map(|business| [&business.name, &business.kind]);
    persona.chain(business).try_for_each(|text| at_most("persona", text, 120))
}

fn check_rules(settings: &Settings) -> Result<(), Error> {
    let rules = settings.proactive.as_deref().unwrap_or_default();
    let sound = |rule: &parlor_shared::config::ProactiveRule| {
        rule.id.parse::<WidgetId>().is_ok()
            && (1..=500).contains(&rule.message.chars().count())
            && rule.url_contains.as_ref().is_none_or(|part| part.chars().count() <= 200)
    };
    let ids: std::collections::BTreeSet<_> = rules.iter().map(|rule| &rule.id).collect();
    if rules.len() > 20 || ids.len() != rules.len() || !rules.iter().all(sound) {
        return Err(invalid("proactive", "at most 20 rules with different ids and messages of 1 to 500 characters"));
    }
    Ok(())
}

fn is_large(bag: &serde_json::Map<String, serde_json::Value>) -> bool {
    bag.len() > 32 || serde_json::to_string(bag).map_or(0, |json| json.len()) > 8 * 1024
}

fn is_picture_address(url: &str) -> bool {
    super::policy::links::checked(url).is_some_and(|url| url.starts_with("http"))
}

fn at_most(field: &'static str, text: &str, most: usize) -> Result<(), Error> {
    if text.chars().count() <= most { Ok(()) } else { Err(invalid(field, "too long")) }
}

const fn invalid(field: &'static str, reason: &'static str) -> Error {
    Error::Invalid { field, reason }
}
