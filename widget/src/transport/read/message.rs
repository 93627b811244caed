//! Messages, and replies that contain messages.

use parlor_shared::widget::{Attachment, Message, MessageReply, Usage};

use super::{content, field::id};
use crate::{
    chat::{BlockView, Page, Received},
    transport::json::Json,
};

pub(super) fn message(json: &Json) -> Option<Received> {
    let message = Message {
        id: id(json, "id")?,
        role: json.named("role")?,
        status: json.named("status")?,
        text: json.text("text")?,
        nodes: json.list("nodes", content::node)?,
        created_at: json.text("created_at").unwrap_or_default(),
        client_message_id: json.text("client_message_id"),
        attachments: attachments(&json.get("attachments")),
        reply_to: id(json, "reply_to"),
        citations: json.list("citations", content::citation)?,
        quick_replies: json.list("quick_replies", content::quick_reply)?,
        blocks: Vec::new(),
        feedback: json.named("feedback"),
        low_confidence: json.flag("low_confidence"),
    };
    Some(Received { message, blocks: content::blocks(json) })
}

pub(crate) fn history(json: &Json) -> Option<Page> {
    Some(Page { messages: json.list("messages", message)?, has_more: json.flag("has_more") })
}

/// Parses the agent's unprompted message; `Some(None)` if there is none.
#[expect(clippy::option_option, reason = "saying nothing and sending nonsense are two things")]
pub(crate) fn spoken(json: &Json) -> Option<Option<Received>> {
    let said = json.get("message");
    if said.is_none() { Some(None) } else { message(&said).map(Some) }
}

pub(crate) fn whole(json: &Json) -> Option<(MessageReply, Vec<BlockView>)> {
    let reply = MessageReply {
        message_id: id(json, "message_id")?,
        user_message_id: id(json, "user_message_id")?,
        conversation_id: id(json, "conversation_id")?,
        created_at: json.text("created_at").unwrap_or_default(),
        content: json.text("content")?,
        nodes: content::optional_nodes(json)?,
        finish: json.named("finish")?,
        citations: json.list("citations", content::citation)?,
        quick_replies: json.list("quick_replies", content::quick_reply)?,
        blocks: Vec::new(),
        usage: Usage::default(),
        low_confidence: json.flag("low_confidence"),
    };
    Some((reply, content::blocks(json)))
}

/// Parses a list of files; a file that cannot be parsed is left out.
pub(crate) fn attachments(list: &Json) -> Vec<Attachment> {
    list.items().iter().filter_map(attachment).collect()
}

fn attachment(json: &Json) -> Option<Attachment> {
    Some(Attachment {
        id: id(json, "id")?,
        name: json.text("name").unwrap_or_default(),
        media_type: json.text("media_type").unwrap_or_default(),
        size: json.number("size").unwrap_or_default(),
        url: json.text("url").unwrap_or_default(),
    })
}
