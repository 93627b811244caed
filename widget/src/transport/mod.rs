//! Communication with the server: requests, replies and the stream of an answer.

mod http;
mod json;
mod read;
mod retry;
mod stream;
mod write;

pub(crate) use http::{Api, Call, OnReply, RequestError};
pub(crate) use json::{Json, texts, write};
pub(crate) use read::{
    OpenedSession, attachments, contact_details, failure, history, link_preview, nodes, opened, spoken, submitted_form,
    whole,
};
pub(crate) use retry::delay_ms;
pub(crate) use stream::{follow, parse_event};
pub(crate) use write::{
    attachment_rules_json, attachments_json, contact_details_json, form_object, submitted_form_json,
};
