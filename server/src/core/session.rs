//! Opening a conversation: a visitor comes back, or a new one arrives.

mod once;

use std::time::Duration;

use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, WidgetId};

use super::{
    blocks::Shows,
    clock::Clock,
    conversation::{Conversation, Page},
    entropy::{Entropy, new_capability, new_id, new_secret},
    error::Error,
    language::{self, OwnTexts, Said},
    message::Message,
    policy::{
        credential::Signer,
        identity::{self, NotIdentified},
    },
    profile::AgentProfile,
    security::budget::Source,
    settings::Settings,
    store::{Store, StoreError},
    translate::{self, Catalogue},
    turn::Speaker,
    visitor::{Identity, Visitor, hash_name, hash_secret},
    widget::{KeyKind, Widget},
};

/// What keeps subjects of owners' servers apart from the names of vendors' clients.
const BY_IDENTITY: &str = "identity";

/// Begins the ids that vendors' clients are given.
const ISSUED: &str = "vis_";
/// Hexadecimal digits of [`new_secret`].
const SECRET_DIGITS: usize = 32;

/// How many messages a returning visitor gets at once.
const RECENT: u32 = 30;

/// Who comes, and how.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    /// The secret of an earlier visit.
    pub secret: Option<String>,
    /// Who they are, by the word of the owner's server: counts more than a secret.
    pub identity: Option<Identity>,
    /// The page they are on.
    pub page: Page,
    /// Their language (BCP 47).
    pub locale: Option<String>,
    /// Begin a new conversation even if one could be resumed.
    pub fresh: bool,
}

/// An open conversation.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The visitor.
    pub visitor: Visitor,
    /// Their secret; empty for a visitor with an identity, whom only another token lets in.
    pub secret: String,
    /// The conversation.
    pub conversation: Conversation,
    /// Its last messages, oldest first.
    pub messages: Vec<Message>,
}

/// What opening needs.
#[derive(Clone, Copy)]
pub struct Door<'a> {
    /// Storage.
    pub store: &'a dyn Store,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids and secrets.
    pub entropy: &'a dyn Entropy,
}

/// A visitor who came by a vendor's API.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The visitor.
    pub visitor: Visitor,
    /// The id that opens their conversation again; `None` for a visitor with an identity, whom only another token lets in.
    pub id: Option<String>,
}

/// A visitor who is not let in.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum VisitorError {
    /// Their identity token is not valid.
    #[error(transparent)]
    Identity(#[from] NotIdentified),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<StoreError> for VisitorError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

/// Whether the server may have issued this id.
fn is_issued(id: &str) -> bool {
    id.strip_prefix(ISSUED).is_some_and(|secret| {
        secret.len() == SECRET_DIGITS && secret.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

/// Finds a widget by its id, its `wk_` key or its embed token. One that is switched off or deleted is gone.
pub async fn widget(store: &dyn Store, id_or_key: &str) -> Result<Widget, Error> {
    let found = match (id_or_key.parse::<WidgetId>(), KeyKind::of(id_or_key)) {
        (Err(_), _) | (_, Some(KeyKind::Caty)) => None,
        (Ok(_), Some(kind)) => store.widget_by_key(kind, id_or_key).await?,
        (Ok(id), None) => store.widget(&id).await?,
    };
    opened(found)
}

/// Finds a widget by a key of this kind. One that is switched off or deleted is gone.
pub async fn widget_by(store: &dyn Store, kind: KeyKind, key: &str) -> Result<Widget, Error> {
    opened(store.widget_by_key(kind, key).await?)
}

fn opened(found: Option<Widget>) -> Result<Widget, Error> {
    let widget = found.ok_or(Error::NotFound)?;
    if widget.is_open() { Ok(widget) } else { Err(Error::Gone) }
}

/// Who answers in a widget.
pub async fn agent(store: &dyn Store, widget: &Widget) -> Result<AgentProfile, Error> {
    let id = widget.agent_id.as_ref().ok_or(Error::NoAgent)?;
    store.agent(id).await?.ok_or(Error::NoAgent)
}

/// What a widget is set to, with the owner's words in this language where they have been translated.
pub async fn words(store: &dyn Store, widget: &Widget, language: &str) -> Result<Settings, Error> {
    let settings = widget.effective();
    if settings.languages.as_ref().is_none_or(Vec::is_empty) {
        return Ok(settings);
    }
    let translations = store.translations(&widget.id).await?.unwrap_or_default();
    Ok(translations.texts(language, &OwnTexts::of(&settings)).put_into(settings))
}

/// What a chat speaks, and the built-in texts that go with it.
#[derive(Clone, Debug)]
pub struct Tongue {
    /// The language the owner's words are looked for in (BCP 47).
    pub language: String,
    /// The built-in texts: of that language, else the widget's, else the agent's, else English.
    pub catalogue: &'static Catalogue,
}

/// What a widget speaks on a page that says this.
pub fn tongue(said: Said<'_>, widget: &Widget, agent: &AgentProfile) -> Tongue {
    let language = language::spoken(said, widget.languages(), &agent.language);
    let own = widget.language().unwrap_or(&agent.language);
    let catalogue = translate::catalogue(&[&language, own, &agent.language]);
    Tongue { language, catalogue }
}

/// How long a conversation goes on if nothing more is said; zero when it has ended.
pub fn left(widget: &Widget, conversation: &Conversation, now: Timestamp) -> Duration {
    let session = Duration::from_secs(widget.effective().session_seconds());
    let silent = Duration::try_from(now.duration_since(conversation.last_activity_at)).unwrap_or_default();
    session.saturating_sub(silent)
}

/// The visitor of a conversation, as turns know them: with a client that shows text only. `language`: what they asked
/// for now. `source`: where their request comes from.
#[tracing::instrument(skip_all)]
pub async fn speaker(
    store: &dyn Store,
    conversation: &Conversation,
    language: Option<String>,
    source: Source,
) -> Result<Speaker, Error> {
    let agent = store.agent(&conversation.agent_id).await?.ok_or(Error::NoAgent)?;
    Ok(Speaker {
        visitor_id: conversation.visitor_id.clone(),
        conversation_id: conversation.id.clone(),
        language: language.unwrap_or_else(|| agent.language.clone()),
        shows: Shows::default(),
        agent,
        name: None,
        widget_id: conversation.widget_id.clone(),
        source,
    })
}

impl Door<'_> {
    /// Opens the visitor's last conversation, unless its session has ended, else a new one.
    #[tracing::instrument(skip_all)]
    pub async fn open(&self, widget: &Widget, arrival: Arrival) -> Result<Opened, Error> {
        let (visitor, secret) = self.recognise(widget, &arrival).await?;
        let (conversation, resumed) = self.converse(widget, &visitor, arrival.page, arrival.fresh).await?;
        let messages = if resumed { self.store.history(&conversation.id, None, RECENT).await? } else { Vec::new() };
        Ok(Opened { visitor, secret, conversation, messages })
    }

    /// The visitor's last conversation, unless its session has ended or a `fresh` one is asked for, else a new one;
    /// and whether it was there before.
    #[tracing::instrument(skip_all)]
    pub async fn converse(
        &self,
        widget: &Widget,
        visitor: &Visitor,
        page: Page,
        fresh: bool,
    ) -> Result<(Conversation, bool), Error> {
        let earlier = if fresh { None } else { self.current(widget, visitor).await? };
        if let Some(conversation) = earlier {
            return Ok((conversation, true));
        }
        let conversation = self.blank(widget, visitor, new_capability(self.entropy), page)?;
        self.store.insert_conversation(&conversation).await?;
        Ok((conversation, false))
    }

    /// The widget's conversation with this id, unless its session has ended. Ids of conversations cannot be guessed: whoever
    /// has one was in it.
    #[tracing::instrument(skip_all)]
    pub async fn resumable(&self, widget: &Widget, id: &ConversationId) -> Result<Option<Conversation>, Error> {
        let now = self.clock.now();
        let found = self.store.widget_conversation(&widget.id, id).await?;
        Ok(found
            .filter(|found| widget.agent_id.as_ref() == Some(&found.agent_id) && !left(widget, found, now).is_zero()))
    }

    /// The visitor's last conversation, unless its session has ended.
    #[tracing::instrument(skip_all)]
    pub async fn current(&self, widget: &Widget, visitor: &Visitor) -> Result<Option<Conversation>, Error> {
        let agent = widget.agent_id.as_ref().ok_or(Error::NoAgent)?;
        let session = Duration::from_secs(widget.effective().session_seconds());
        let now = self.clock.now();
        let latest = self.store.latest_conversation(&visitor.id, now - session).await?;
        Ok(latest.filter(|latest| latest.agent_id == *agent && !left(widget, latest, now).is_zero()))
    }

    fn blank(&self, widget: &Widget, visitor: &Visitor, id: ConversationId, page: Page) -> Result<Conversation, Error> {
        let now = self.clock.now();
        Ok(Conversation {
            id,
            widget_id: widget.id.clone(),
            agent_id: widget.agent_id.clone().ok_or(Error::NoAgent)?,
            visitor_id: visitor.id.clone(),
            page,
            created_at: now,
            last_activity_at: now,
            lead_captured: false,
        })
    }

    /// The visitor whom a vendor's client presents: with an id the server issued earlier, or with an identity token of the
    /// owner's server. Everybody else is new and gets an id of their own: one that a caller made up, which others may
    /// guess, opens nothing. `dialect` keeps one vendor's ids apart from another's.
    #[tracing::instrument(skip_all)]
    pub async fn presented(
        &self,
        widget: &Widget,
        dialect: &str,
        id: Option<&str>,
        signer: &Signer,
    ) -> Result<Presented, VisitorError> {
        if let Some(token) = id.filter(|id| identity::is_token(id)) {
            let identity = self.identify(widget, token, signer).await?;
            return Ok(Presented { visitor: self.identified(widget, &identity).await?, id: None });
        }
        if let Some(id) = id.filter(|id| is_issued(id))
            && let Some(visitor) = self.store.visitor_by_secret(&widget.id, &hash_name(dialect, id)).await?
        {
            return Ok(Presented { visitor, id: Some(id.to_owned()) });
        }
        let id = [ISSUED, &new_secret(self.entropy)].concat();
        let visitor = self.newcomer(widget, hash_name(dialect, &id), None);
        self.store.insert_visitor(&visitor).await?;
        Ok(Presented { visitor, id: Some(id) })
    }

    /// The person an identity token of the owner's server names.
    #[tracing::instrument(skip_all)]
    pub async fn identify(&self, widget: &Widget, token: &str, signer: &Signer) -> Result<Identity, VisitorError> {
        let seed = self.store.identity_seed(&widget.id).await?.ok_or(NotIdentified::NoSecret)?;
        let secret = signer.identity_secret(&widget.id, &seed.seed);
        Ok(identity::check(&secret, &widget.id, token, self.clock.now())?)
    }

    /// The visitor with this name, known before or new. `namespace` keeps names of one source apart from another's. A name
    /// is no credential: nothing that was said before may be shown because of it.
    #[tracing::instrument(skip_all)]
    pub async fn named(&self, widget: &Widget, namespace: &str, name: &str) -> Result<Visitor, Error> {
        let secret_hash = hash_name(namespace, name);
        if let Some(visitor) = self.store.visitor_by_secret(&widget.id, &secret_hash).await? {
            return Ok(visitor);
        }
        let visitor = self.newcomer(widget, secret_hash.clone(), None);
        match self.store.insert_visitor(&visitor).await {
            Ok(()) => Ok(visitor),
            // The same name may have arrived twice at once.
            Err(error @ StoreError::Broken(_)) => {
                self.store.visitor_by_secret(&widget.id, &secret_hash).await?.ok_or_else(|| error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The visitor whom the owner's server calls so, known before or new, with what it says of them now.
    async fn identified(&self, widget: &Widget, identity: &Identity) -> Result<Visitor, Error> {
        let visitor = self.named(widget, BY_IDENTITY, &identity.subject).await?;
        if visitor.identity.as_ref() != Some(identity) {
            self.store.save_identity(&widget.id, &visitor.id, identity).await?;
        }
        Ok(Visitor { identity: Some(identity.clone()), ..visitor })
    }

    async fn recognise(&self, widget: &Widget, arrival: &Arrival) -> Result<(Visitor, String), Error> {
        if let Some(identity) = &arrival.identity {
            return Ok((self.identified(widget, identity).await?, String::new()));
        }
        if let Some(secret) = &arrival.secret
            && let Some(visitor) = self.store.visitor_by_secret(&widget.id, &hash_secret(secret)).await?
        {
            return Ok((visitor, secret.clone()));
        }
        let secret = new_secret(self.entropy);
        let visitor = self.newcomer(widget, hash_secret(&secret), arrival.locale.clone());
        self.store.insert_visitor(&visitor).await?;
        Ok((visitor, secret))
    }

    fn newcomer(&self, widget: &Widget, secret_hash: String, locale: Option<String>) -> Visitor {
        let now = self.clock.now();
        let id = new_id(now, self.entropy);
        Visitor { id, widget_id: widget.id.clone(), secret_hash, locale, identity: None, created_at: now }
    }
}
