//! Opening a conversation: a visitor comes back, or a new one arrives.

use std::time::Duration;

use parlor_shared::ids::WidgetId;

use super::{
    clock::Clock,
    conversation::{Conversation, Page},
    entropy::{Entropy, new_id, new_secret},
    error::Error,
    message::Message,
    store::Store,
    visitor::{Visitor, hash_secret},
    widget::Widget,
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

/// Finds a widget by its id or its `wk_` key. One that is switched off is gone.
pub async fn widget(store: &dyn Store, id_or_key: &str) -> Result<Widget, Error> {
    let found = match id_or_key.parse::<WidgetId>() {
        Err(_) => None,
        Ok(_) if id_or_key.starts_with("wk_") => store.widget_by_key(id_or_key).await?,
        Ok(id) => store.widget(&id).await?,
    };
    let widget = found.ok_or(Error::NotFound)?;
    if widget.active { Ok(widget) } else { Err(Error::Gone) }
}

/// Opens the visitor's last conversation, unless its session has ended, else a new one.
pub async fn open(
    store: &dyn Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    widget: &Widget,
    arrival: Arrival,
) -> Result<Opened, Error> {
    let now = clock.now();
    let (visitor, secret) = recognise(store, clock, entropy, widget, &arrival).await?;
    let session = Duration::from_secs(widget.config.session_seconds);
    let earlier = if arrival.fresh { None } else { store.latest_conversation(&visitor.id, now - session).await? };
    if let Some(conversation) = earlier.filter(|c| c.agent_id == widget.agent_id) {
        let messages = store.history(&conversation.id, None, RECENT).await?;
        return Ok(Opened { visitor, secret, conversation, messages });
    }
    let conversation = Conversation {
        id: new_id(now, entropy),
        widget_id: widget.id.clone(),
        agent_id: widget.agent_id.clone(),
        visitor_id: visitor.id.clone(),
        page: arrival.page,
        created_at: now,
        last_activity_at: now,
        lead_captured: false,
    };
    store.insert_conversation(&conversation).await?;
    Ok(Opened { visitor, secret, conversation, messages: Vec::new() })
}

async fn recognise(
    store: &dyn Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    widget: &Widget,
    arrival: &Arrival,
) -> Result<(Visitor, String), Error> {
    if let Some(secret) = &arrival.secret
        && let Some(visitor) = store.visitor_by_secret(&widget.id, &hash_secret(secret)).await?
    {
        return Ok((visitor, secret.clone()));
    }
    let secret = new_secret(entropy);
    let now = clock.now();
    let visitor = Visitor {
        id: new_id(now, entropy),
        widget_id: widget.id.clone(),
        secret_hash: hash_secret(&secret),
        locale: arrival.locale.clone(),
        created_at: now,
    };
    store.insert_visitor(&visitor).await?;
    Ok((visitor, secret))
}
