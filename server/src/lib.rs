//! The Parlor server: an embeddable AI chat over one conversation store.
//!
//! Arrows point one way, and a test reads the `use` lines to see that they do:
//!
//! ```text
//! shared <- core <- { render, store, documents, outbound <- agent, attachments } <- http <- api <- serve <- main
//! ```
//!
//! | Module | Holds |
//! |---|---|
//! | [`core`] | the domain: conversations, engagement, widgets, owners, security; knows no HTTP, no SQL, no vendor |
//! | [`render`] | Markdown to typed nodes, whole or growing |
//! | [`store`] | SQLite and PostgreSQL behind one contract |
//! | [`outbound`] | the only HTTP client that asks addresses from outside; previews of links |
//! | [`agent`] | who answers: knowledge, language models, webhooks, scripts |
//! | [`documents`] | readers: Markdown, text, HTML, CSV, PDF and office documents as Markdown |
//! | [`attachments`] | visitors' files: what they are, what they say, where they are kept |
//! | [`http`] | what all APIs share: state, serve loop, bodies, addresses, limits, health, assets |
//! | [`api`] | the dialects, a folder each, none knows another: the native widget API, NexonTech's, NodeLoom's, Caty's, ChatBotKit's; and owners' routes |
//! | [`config`] | every variable, with default and unit |
//! | [`logging`] | the log, without credentials |
//! | [`serve`] | puts the parts together, serves, and takes them apart again |
//! | [`demo`] | `parlor demo`: a playground and a shop page |
//! | [`backup`] | `parlor backup` and `parlor restore`: all that a server with SQLite keeps, in one file |

pub mod agent;
pub mod api;
pub mod attachments;
pub mod backup;
pub mod config;
pub mod core;
pub mod demo;
pub mod documents;
pub mod http;
pub mod logging;
pub mod outbound;
pub mod render;
pub mod serve;
pub mod store;

pub use serve::{Server, app, serve};
