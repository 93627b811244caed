//! From entities to the wire.

use parlor_shared::{ids::ConversationId, widget as wire};

use super::error::ApiError;
use crate::{
    api::message_wire::{Nodes, message},
    core::conversation::message::Message,
    http::state::AppState,
};

/// Messages of one conversation.
pub(super) async fn messages(
    conversation: &ConversationId,
    messages: Vec<Message>,
    state: &AppState,
) -> Result<Vec<wire::Message<Nodes>>, ApiError> {
    let rendered = state.rendered.of(conversation, &messages).await?;
    Ok(messages.into_iter().zip(rendered).map(|(m, rendered)| message(m, rendered, state)).collect())
}

pub(super) fn data<T>(data: T) -> axum::Json<wire::Data<T>> {
    axum::Json(wire::Data { data })
}
