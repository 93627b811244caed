//! Authentication: the widget's key in the body, and for a chat the id of one of that widget's conversations.
//!
//! Visitors have no other credential here than a conversation's id. An invalid key, a disabled or deleted widget and a
//! conversation of another widget get the same answer, so that callers cannot tell them apart.

use parlor_shared::ids::ConversationId;

use super::{error::ApiError, fields};
use crate::{
    core::{
        conversation::Conversation,
        error::Error,
        widget::{KeyKind, Widget},
    },
    http::state::AppState,
};

/// The widget of a key.
pub(super) async fn widget(state: &AppState, key: &str) -> Result<Widget, ApiError> {
    fields::present("key", key)?;
    Ok(state.sessions().widget_by_key(KeyKind::Key, key).await?)
}

/// A conversation of the key's widget. A widget whose agent was taken away is silent, also where a conversation has begun.
pub(super) async fn conversation(state: &AppState, key: &str, id: &str) -> Result<Conversation, ApiError> {
    let widget = widget(state, key).await?;
    fields::present("conversation_id", id)?;
    let id: ConversationId = id.parse().map_err(|_| Error::NotFound)?;
    let conversation = state.sessions().conversation_of_widget(&widget.id, &id).await?;
    if widget.agent_id.is_none() { Err(Error::NoAgent.into()) } else { Ok(conversation) }
}
