//! From entities to the wire; every field is named.

use parlor_shared::{ids::ConversationId, widget as wire};
use serde_json::value::RawValue;

use super::error::ApiError;
use crate::{
    core::{attachment::Attached, clock::rfc3339, message::Message, rendered::Rendered},
    state::AppState,
};

/// Nodes as the JSON that was kept: parsing them only to write them again would be most of the work of a reply.
pub(super) type Nodes = Box<RawValue>;

pub(super) fn message(message: Message, rendered: Rendered, state: &AppState) -> wire::Message<Nodes> {
    wire::Message {
        id: message.id,
        role: message.role,
        status: message.status,
        nodes: nodes(rendered),
        text: message.text,
        created_at: rfc3339(message.created_at),
        client_message_id: message.client_id,
        reply_to: message.reply_to,
        attachments: message.extras.attachments.into_iter().map(|it| attachment(it, state)).collect(),
        citations: message.extras.citations,
        quick_replies: message.extras.quick_replies,
        blocks: message.extras.blocks,
        feedback: message.feedback.map(|feedback| feedback.value),
        low_confidence: message.extras.low_confidence,
    }
}

/// Messages of one conversation.
pub(super) async fn messages(
    conversation: &ConversationId,
    messages: Vec<Message>,
    state: &AppState,
) -> Result<Vec<wire::Message<Nodes>>, ApiError> {
    let rendered = state.rendered.of(conversation, &messages).await?;
    Ok(messages.into_iter().zip(rendered).map(|(m, rendered)| message(m, rendered, state)).collect())
}

fn nodes(rendered: Rendered) -> Nodes {
    RawValue::from_string(rendered.json).unwrap_or_else(|error| {
        tracing::error!(%error, "a kept rendered could not be read");
        RawValue::NULL.to_owned()
    })
}

/// With an address that opens it for a while.
pub(super) fn attachment(attached: Attached, state: &AppState) -> wire::Attachment {
    let (expires, signature) = state.downloads.sign(&attached.id, state.clock.now());
    wire::Attachment {
        url: state.link(&format!("/v1/widget/attachments/{}?expires={expires}&signature={signature}", attached.id)),
        id: attached.id,
        name: attached.name,
        media_type: attached.kind.media_type().to_owned(),
        size: attached.size,
    }
}

pub(super) fn data<T>(data: T) -> axum::Json<wire::Data<T>> {
    axum::Json(wire::Data { data })
}
