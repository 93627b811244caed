//! From entities to the wire; every field is named.

use parlor_shared::widget as wire;

use crate::core::{clock::rfc3339, message::Message, render::Render};

pub(super) fn message(message: Message, render: &dyn Render) -> wire::Message {
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
        citations: message.extras.citations,
        quick_replies: message.extras.quick_replies,
        blocks: message.extras.blocks,
        feedback: message.feedback.map(|feedback| feedback.value),
        low_confidence: message.extras.low_confidence,
    }
}

pub(super) fn messages(messages: Vec<Message>, render: &dyn Render) -> Vec<wire::Message> {
    messages.into_iter().map(|m| message(m, render)).collect()
}

pub(super) fn data<T>(data: T) -> axum::Json<wire::Data<T>> {
    axum::Json(wire::Data { data })
}
