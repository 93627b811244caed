//! `text/event-stream`, without I/O: bytes in, events out, and back.
//!
//! The grammar is [WHATWG HTML, "Server-sent events"](https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).

mod decode;
mod encode;

pub use decode::{Decoder, Event, TooLarge};
pub use encode::{comment, encode};
