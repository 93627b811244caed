//! Messages from entities to the wire, for visitors and for owners; every field is named.

use parlor_shared::widget as wire;
use serde_json::value::RawValue;

use crate::{
    core::{
        clock::rfc3339,
        conversation::{attachment::Attached, message::Message, rendered::Rendered},
    },
    http::state::AppState,
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

fn nodes(rendered: Rendered) -> Nodes {
    RawValue::from_string(rendered.json).unwrap_or_else(|error| {
        tracing::error!(%error, "kept nodes could not be read");
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
