//! Opening a conversation: a visitor comes back, or a new one arrives.

mod lookup;
mod once;

use std::time::Duration;

use jiff::Timestamp;
use parlor_shared::ids::ConversationId;

use super::{
    Conversation, Page,
    message::Message,
    visitor::{Identity, Visitor, hash_name, hash_secret},
};
use crate::core::{
    clock::Clock,
    entropy::{Entropy, new_capability, new_id, new_secret},
    error::Error,
    i18n::{
        language::{self, LanguageHints},
        translate::{self, Catalogue},
    },
    owner::agent::AgentProfile,
    security::{
        identity::{self, NotIdentified},
        token::Signer,
    },
    store::{Store, StoreError},
    widget::Widget,
};

/// Namespace that separates subjects of owners' servers from the names of vendors' clients.
const BY_IDENTITY: &str = "identity";

/// Prefix of the ids issued to vendors' clients.
const ISSUED: &str = "vis_";
/// Hexadecimal digits of [`new_secret`].
const SECRET_DIGITS: usize = 32;

/// Maximum number of messages a returning visitor gets at once.
const RECENT: u32 = 30;

/// An arriving visitor, as their client presents them.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    /// The secret of an earlier visit.
    pub secret: Option<String>,
    /// Their identity, as stated by the owner's server: takes precedence over a secret.
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

/// Finds and opens widgets, visitors and conversations.
#[derive(Clone, Copy)]
pub struct SessionService<'a> {
    /// Storage.
    pub store: &'a dyn Store,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids and secrets.
    pub entropy: &'a dyn Entropy,
}

/// A visitor who came through a vendor's API.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The visitor.
    pub visitor: Visitor,
    /// The id that reopens their conversation; `None` for a visitor with an identity, who needs another token to
    /// return.
    pub id: Option<String>,
}

/// The reason a visitor is refused.
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

/// Returns true if the id has the form of one issued by the server.
fn is_issued(id: &str) -> bool {
    id.strip_prefix(ISSUED).is_some_and(|secret| {
        secret.len() == SECRET_DIGITS && secret.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

fn opened(found: Option<Widget>) -> Result<Widget, Error> {
    let widget = found.ok_or(Error::NotFound)?;
    if widget.is_open() { Ok(widget) } else { Err(Error::Gone) }
}

/// The language of a chat, and the built-in texts that go with it.
#[derive(Clone, Debug)]
pub struct ResolvedLocale {
    /// The language in which the owner's texts are looked up (BCP 47).
    pub language: String,
    /// The built-in texts: of that language, else the widget's, else the agent's, else English.
    pub catalogue: &'static Catalogue,
}

/// Chooses the language of a widget on a page with these hints.
pub fn resolve_locale(said: LanguageHints<'_>, widget: &Widget, agent: &AgentProfile) -> ResolvedLocale {
    let language = language::spoken(said, widget.languages(), &agent.language);
    let own = widget.language().unwrap_or(&agent.language);
    let catalogue = translate::catalogue(&[&language, own, &agent.language]);
    ResolvedLocale { language, catalogue }
}

/// Returns the time left before the conversation's session ends, if there are no more messages; zero when it has ended.
pub fn left(widget: &Widget, conversation: &Conversation, now: Timestamp) -> Duration {
    let session = Duration::from_secs(widget.effective().session_seconds());
    let silent = Duration::try_from(now.duration_since(conversation.last_activity_at)).unwrap_or_default();
    session.saturating_sub(silent)
}

impl SessionService<'_> {
    /// Opens the visitor's last conversation, unless its session has ended, else a new one.
    #[tracing::instrument(skip_all)]
    pub async fn open(&self, widget: &Widget, arrival: Arrival) -> Result<Opened, Error> {
        let (visitor, secret) = self.recognise(widget, &arrival).await?;
        let (conversation, resumed) = self.converse(widget, &visitor, arrival.page, arrival.fresh).await?;
        let messages = if resumed { self.store.history(&conversation.id, None, RECENT).await? } else { Vec::new() };
        Ok(Opened { visitor, secret, conversation, messages })
    }

    /// Returns the visitor's last conversation, unless its session has ended or a `fresh` one is requested, else a new
    /// one; and true if it existed before.
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

    /// The widget's conversation with this id, unless its session has ended. Ids of conversations cannot be guessed: a
    /// client that has one took part in it.
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

    /// Finds the visitor a vendor's client presents: with an id the server issued earlier, or with an identity token of
    /// the owner's server. Everyone else is new and gets a new id: an id the caller made up, which others may guess,
    /// opens nothing. `dialect` separates one vendor's ids from another's.
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

    /// Verifies an identity token of the owner's server and returns the person it names.
    #[tracing::instrument(skip_all)]
    pub async fn identify(&self, widget: &Widget, token: &str, signer: &Signer) -> Result<Identity, VisitorError> {
        let seed = self.store.identity_seed(&widget.id).await?.ok_or(NotIdentified::NoSecret)?;
        let secret = signer.identity_secret(&widget.id, &seed.seed);
        Ok(identity::check(&secret, &widget.id, token, self.clock.now())?)
    }

    /// Returns the visitor with this name, existing or new. `namespace` separates names of one source from another's. A
    /// name is not a credential: it must not give access to earlier messages.
    #[tracing::instrument(skip_all)]
    pub async fn named(&self, widget: &Widget, namespace: &str, name: &str) -> Result<Visitor, Error> {
        let secret_hash = hash_name(namespace, name);
        if let Some(visitor) = self.store.visitor_by_secret(&widget.id, &secret_hash).await? {
            return Ok(visitor);
        }
        let visitor = self.newcomer(widget, secret_hash.clone(), None);
        match self.store.insert_visitor(&visitor).await {
            Ok(()) => Ok(visitor),
            // Two requests may have created the same name at the same time.
            Err(error @ StoreError::Broken(_)) => {
                self.store.visitor_by_secret(&widget.id, &secret_hash).await?.ok_or_else(|| error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the visitor with this identity, existing or new, and updates the stored identity.
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
