//! The wire: requests, replies and the stream of an answer.

mod http;
mod json;
mod read;
mod retry;
mod stream;

pub(crate) use http::{Api, Call, Trouble};
pub(crate) use json::{Json, object, texts, write};
pub(crate) use read::{Opened, history, link_preview, nodes, opened, spoken, whole};
pub(crate) use retry::delay_ms;
pub(crate) use stream::{follow, understand};
