//! Wire types of Parlor: the server's replies, and the requests of the widget and other clients.
//!
//! No I/O, no clocks, no randomness; builds for `wasm32-unknown-unknown`. Every type here is the *wire* format: the
//! server keeps its own entities and rows and converts field by field.
//!
//! | Module | Holds |
//! |---|---|
//! | [`ids`] | opaque identifiers |
//! | [`error`] | the error body and its codes |
//! | [`content`] | typed nodes, patches, blocks: everything an answer can show |
//! | [`sse`] | `text/event-stream` encoder and incremental decoder |
//! | [`widget`] | the native widget API, one file per endpoint |
//! | [`owner`] | the owner's API: one file per endpoint, and bodies that several routes share |
//! | [`config`] | widget options that an owner can set |
//! | [`read_only`] | fields that only the server sets |
//! | [`whole`] | whole numbers, also from clients that write them as floats |
//! | `vendor` | the bodies of other vendors' APIs (feature `vendor`) |

pub mod config;
pub mod content;
pub mod error;
pub mod ids;
pub mod owner;
pub mod read_only;
pub mod sse;
#[cfg(feature = "vendor")]
pub mod vendor;
pub mod whole;
pub mod widget;
