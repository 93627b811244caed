//! The wire: requests, replies and the stream of an answer.

mod http;
mod retry;
mod stream;

pub(crate) use http::{Api, Call, Trouble};
pub(crate) use retry::delay_ms;
pub(crate) use stream::follow;
