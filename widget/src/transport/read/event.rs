//! The events of an answer's stream.

use parlor_shared::widget::{DoneEvent, ErrorEvent, ReconnectEvent, ResetEvent, StartEvent, Usage};

use super::{
    content::{self, patch},
    failure::{code, seconds},
    field::id,
};
use crate::{chat::PageCall, transport::json::Json};

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
    Some(ResetEvent { seq: json.number("seq")?, text: json.text("text"), nodes: content::optional_nodes(json)? })
}

/// Parses a call of a page's tool in this answer; `None` for a call the server makes.
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
