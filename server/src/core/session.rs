//! Opening a conversation: a visitor comes back, or a new one arrives.

use std::time::Duration;

use parlor_shared::ids::WidgetId;

use super::{
    blocks::Shows,
    clock::Clock,
    conversation::{Conversation, Page},
    entropy::{Entropy, new_capability, new_id, new_secret},
    error::Error,
    language::OwnTexts,
    message::Message,
    profile::AgentProfile,
    settings::Settings,
    store::{Store, StoreError},
    turn::Speaker,
    visitor::{Visitor, hash_name, hash_secret},
    widget::{KeyKind, Widget},
};

/// How many messages a returning visitor gets at once.
const RECENT: u32 = 30;

/// Who comes, and how.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    /// The secret of an earlier visit.
    pub secret: Option<String>,
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
    /// Their secret.
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

/// The visitor of a conversation, as turns know them: with a client that shows text only. `language`: what they asked
/// for now.
pub async fn speaker(
    store: &dyn Store,
    conversation: &Conversation,
    language: Option<String>,
) -> Result<Speaker, Error> {
    let agent = store.agent(&conversation.agent_id).await?.ok_or(Error::NoAgent)?;
    Ok(Speaker {
        visitor_id: conversation.visitor_id.clone(),
        conversation_id: conversation.id.clone(),
        language: language.unwrap_or_else(|| agent.language.clone()),
        shows: Shows::default(),
        agent,
    })
}

impl Door<'_> {
    /// Opens the visitor's last conversation, unless its session has ended, else a new one.
    pub async fn open(&self, widget: &Widget, arrival: Arrival) -> Result<Opened, Error> {
        let (visitor, secret) = self.recognise(widget, &arrival).await?;
        let (conversation, resumed) = self.converse(widget, &visitor, arrival.page, arrival.fresh).await?;
        let messages = if resumed { self.store.history(&conversation.id, None, RECENT).await? } else { Vec::new() };
        Ok(Opened { visitor, secret, conversation, messages })
    }

    /// The visitor's last conversation, unless its session has ended or a `fresh` one is asked for, else a new one;
    /// and whether it was there before.
    pub async fn converse(
        &self,
        widget: &Widget,
        visitor: &Visitor,
        page: Page,
        fresh: bool,
    ) -> Result<(Conversation, bool), Error> {
        let agent = widget.agent_id.clone().ok_or(Error::NoAgent)?;
        let now = self.clock.now();
        let session = Duration::from_secs(widget.effective().session_seconds());
        let earlier = if fresh { None } else { self.store.latest_conversation(&visitor.id, now - session).await? };
        if let Some(conversation) = earlier.filter(|earlier| earlier.agent_id == agent) {
            return Ok((conversation, true));
        }
        let conversation = Conversation {
            id: new_capability(self.entropy),
            widget_id: widget.id.clone(),
            agent_id: agent,
            visitor_id: visitor.id.clone(),
            page,
            created_at: now,
            last_activity_at: now,
            lead_captured: false,
        };
        self.store.insert_conversation(&conversation).await?;
        Ok((conversation, false))
    }

    /// The visitor whom a vendor's client calls so, known before or new. `dialect` keeps one vendor's names apart from
    /// another's. Whoever knows a name is that visitor, in that vendor's API only: names should be hard to guess.
    pub async fn named(&self, widget: &Widget, dialect: &str, name: &str) -> Result<Visitor, Error> {
        let secret_hash = hash_name(dialect, name);
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

    async fn recognise(&self, widget: &Widget, arrival: &Arrival) -> Result<(Visitor, String), Error> {
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
        Visitor { id: new_id(now, self.entropy), widget_id: widget.id.clone(), secret_hash, locale, created_at: now }
    }
}
