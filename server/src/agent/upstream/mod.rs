//! Shared by all agents that ask another service: deadlines, its circuit breaker, its HTTP client, and how an
//! answer is given out while it is being read.

mod body;
mod breaker;
mod citation_marks;
mod clean;
mod fault;
mod fenced_blocks;
mod http;
mod log;
mod output;
pub(crate) mod page_tools;
mod reply;
mod thought_tags;
mod timeouts;
mod work;

pub(crate) use body::{LONGEST_LINE, Pieces};
pub use breaker::Breakers;
pub(crate) use citation_marks::without_marks;
pub(crate) use fault::{about_model, in_body, in_text, meaning};
pub use http::Http;
pub(crate) use http::{Again, ServiceRefusal, media_type, refused, transport};
pub use log::quiet;
pub(crate) use output::{Capacity, Output};
pub(crate) use reply::reply;
pub use timeouts::Timeouts;
pub(crate) use timeouts::Watch;
pub(crate) use work::work;

pub(crate) use crate::core::security::signing_key::Key;
