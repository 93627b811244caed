//! Wire types of Parlor: what the server says, and what the widget and other clients may say to it.
//!
//! No I/O, no clocks, no randomness; builds for `wasm32-unknown-unknown`. Every type here is the *wire* shape:
//! the server keeps its own entities and rows and converts field by field.
//!
//! | Module | What |
//! |---|---|
//! | [`ids`] | opaque identifiers |
//! | [`error`] | the error body and its codes |
//! | [`content`] | typed nodes, patches, blocks: everything an answer can show |
//! | [`sse`] | `text/event-stream` encoder and incremental decoder |
//! | [`widget`] | the native widget API, one file per endpoint |
//! | [`config`] | what an owner may set about a widget |
//! | [`read_only`] | fields that only the server sets |
//! | `vendor` | the bodies of other vendors' APIs (feature `vendor`) |

pub mod config;
pub mod content;
pub mod error;
pub mod ids;
pub mod read_only;
pub mod sse;
#[cfg(feature = "vendor")]
pub mod vendor;
pub mod widget;
