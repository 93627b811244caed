//! Who calls: the widget's key in the body, and for a chat the id of a conversation of that widget.
//!
//! Visitors have no credential of their own here: a conversation's id is one. A bad key, a widget that is switched off or
//! deleted, and a conversation of another widget are told alike, so that nobody learns which it was.

use parlor_shared::ids::ConversationId;

use super::{error::ApiError, fields};
use crate::{
    core::{
        conversation::Conversation,
        error::Error,
        session,
        widget::{KeyKind, Widget},
    },
    state::AppState,
};

/// The widget of a key.
pub(super) async fn widget(state: &AppState, key: &str) -> Result<Widget, ApiError> {
    fields::present("key", key)?;
    Ok(session::widget_by(state.store.as_ref(), KeyKind::Key, key).await?)
}

/// A conversation of the key's widget. A widget whose agent was taken away is silent, also where a conversation has begun.
pub(super) async fn conversation(state: &AppState, key: &str, id: &str) -> Result<Conversation, ApiError> {
    let widget = widget(state, key).await?;
    fields::present("conversation_id", id)?;
    let id: ConversationId = id.parse().map_err(|_| Error::NotFound)?;
    let conversation = state.store.widget_conversation(&widget.id, &id).await?.ok_or(Error::NotFound)?;
    if widget.agent_id.is_none() { Err(Error::NoAgent.into()) } else { Ok(conversation) }
}
