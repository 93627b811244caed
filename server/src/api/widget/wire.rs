//! From entities to the wire; every field is named.

use parlor_shared::widget as wire;

use crate::{
    core::{attachment::Attached, clock::rfc3339, message::Message},
    state::AppState,
};

pub(super) fn message(message: Message, state: &AppState) -> wire::Message {
    let render = state.render.as_ref();
    let nodes = match message.role {
        wire::Role::User => render.plain(&message.text),
        wire::Role::Agent => render.markdown(&message.text),
    };
    wire::Message {
        id: message.id,
        role: message.role,
        status: message.status,
        nodes,
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

pub(super) fn messages(messages: Vec<Message>, state: &AppState) -> Vec<wire::Message> {
    messages.into_iter().map(|m| message(m, state)).collect()
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
