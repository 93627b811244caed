//! From JSON to the wire's types. What is required there is required here: without it there is no value.

mod content;
mod session;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;

pub(crate) use content::{link_preview, patch};
use parlor_shared::{
    error::ErrorCode,
    widget::{DoneEvent, ErrorEvent, Message, MessageReply, ReconnectEvent, ResetEvent, StartEvent, Usage},
};
pub(crate) use session::{Opened, opened};

pub(crate) use self::content::block;
use super::Json;
use crate::chat::{Beside, Failure, Page, PageCall, Received};

/// An id, which has a checked alphabet.
fn id<T: TryFrom<String>>(json: &Json, name: &str) -> Option<T> {
    T::try_from(json.text(name)?).ok()
}

pub(super) fn message(json: &Json) -> Option<Received> {
    let message = Message {
        id: id(json, "id")?,
        role: json.named("role")?,
        status: json.named("status")?,
        text: json.text("text")?,
        nodes: json.list("nodes", content::node)?,
        created_at: json.text("created_at").unwrap_or_default(),
        client_message_id: json.text("client_message_id"),
        attachments: Vec::new(),
        reply_to: id(json, "reply_to"),
        citations: json.list("citations", content::citation)?,
        quick_replies: json.list("quick_replies", content::quick_reply)?,
        blocks: Vec::new(),
        feedback: json.named("feedback"),
        low_confidence: json.flag("low_confidence"),
    };
    let files = json.get("attachments");
    let files = if files.items().is_empty() { String::new() } else { files.written() };
    Some(Received { message, blocks: content::blocks(json), files })
}

pub(crate) fn history(json: &Json) -> Option<Page> {
    Some(Page { messages: json.list("messages", message)?, has_more: json.flag("has_more") })
}

/// What the agent said unasked; `Some(None)` when it said nothing.
#[expect(clippy::option_option, reason = "saying nothing and sending nonsense are two things")]
pub(crate) fn spoken(json: &Json) -> Option<Option<Received>> {
    let said = json.get("message");
    if said.is_none() { Some(None) } else { message(&said).map(Some) }
}

pub(crate) fn whole(json: &Json) -> Option<(MessageReply, Vec<Beside>)> {
    let reply = MessageReply {
        message_id: id(json, "message_id")?,
        user_message_id: id(json, "user_message_id")?,
        conversation_id: id(json, "conversation_id")?,
        created_at: json.text("created_at").unwrap_or_default(),
        content: json.text("content")?,
        nodes: optional_nodes(json)?,
        finish: json.named("finish")?,
        citations: json.list("citations", content::citation)?,
        quick_replies: json.list("quick_replies", content::quick_reply)?,
        blocks: Vec::new(),
        usage: Usage::default(),
        low_confidence: json.flag("low_confidence"),
    };
    Some((reply, content::blocks(json)))
}

pub(crate) fn start(json: &Json) -> Option<StartEvent> {
    Some(StartEvent {
        conversation_id: id(json, "conversation_id")?,
        message_id: id(json, "message_id")?,
        user_message_id: id(json, "user_message_id")?,
        created_at: json.text("created_at").unwrap_or_default(),
        client_message_id: json.text("client_message_id"),
    })
}

pub(crate) fn done(json: &Json) -> Option<DoneEvent> {
    let changed = json.get("patch");
    Some(DoneEvent {
        finish: json.named("finish")?,
        text: json.text("text")?,
        patch: if changed.is_none() { None } else { Some(patch(&changed)?) },
        citations: json.list("citations", content::citation)?,
        quick_replies: json.list("quick_replies", content::quick_reply)?,
        usage: Usage::default(),
        low_confidence: json.flag("low_confidence"),
    })
}

pub(crate) fn error(json: &Json) -> Option<ErrorEvent> {
    Some(ErrorEvent {
        code: code(json)?,
        message: String::new(),
        retryable: json.flag("retryable"),
        retry_after: seconds(json),
    })
}

pub(crate) fn reset(json: &Json) -> Option<ResetEvent> {
    Some(ResetEvent { seq: json.number("seq")?, text: json.text("text"), nodes: optional_nodes(json)? })
}

/// The reply of `/render`.
pub(crate) fn nodes(json: &Json) -> Option<Vec<parlor_shared::content::Node>> {
    json.list("nodes", content::node)
}

/// A call of a page's tool, of this answer; `None` for one the server makes.
pub(crate) fn page_call(json: &Json, message: &str) -> Option<PageCall> {
    Some(PageCall {
        message: message.to_owned(),
        id: json.text("id")?,
        name: json.text("name")?,
        args: json.get("args").written(),
        ask: json.text("approval").as_deref() != Some("never"),
    })
}

pub(crate) fn reconnect(json: &Json) -> Option<ReconnectEvent> {
    Some(ReconnectEvent { after_ms: json.number("after_ms")? })
}

/// A refusal's body.
pub(crate) fn failure(json: &Json) -> Option<Failure> {
    let error = json.get("error");
    Some(Failure::new(code(&error)?, error.flag("retryable"), seconds(&error)))
}

fn code(json: &Json) -> Option<ErrorCode> {
    json.named("code")
}

fn seconds(json: &Json) -> Option<u32> {
    json.number("retry_after").and_then(|seconds| u32::try_from(seconds).ok())
}

/// `Some(None)` when there are none, `None` when they cannot be read.
#[expect(clippy::option_option, reason = "leaving them out and sending nonsense are two things")]
fn optional_nodes(json: &Json) -> Option<Option<Vec<parlor_shared::content::Node>>> {
    if json.get("nodes").is_none() { Some(None) } else { json.list("nodes", content::node).map(Some) }
}
