//! The wire: requests, replies and the stream of an answer.

mod http;
mod json;
mod read;
mod retry;
mod stream;
mod upload;

pub(crate) use http::{Api, Call, Trouble};
pub(crate) use json::{Json, texts, write};
pub(crate) use read::{Opened, history, link_preview, nodes, opened, whole};
pub(crate) use retry::delay_ms;
pub(crate) use stream::follow;
pub(crate) use upload::{Heard, Upload};
