//! The only HTTP clients that call addresses from outside: those an owner gave an agent, and those in messages.
//!
//! | Module | Holds |
//! |---|---|
//! | `client` | the client for services: each address checked as written and resolved; no proxies, cookies, redirects |
//! | `document_client` | the client for pages, pictures and files: compressed bodies, and a limit on early hints |
//! | `network` | name resolution and connection addresses, for the system and for tests |
//! | `fetch` | one document: redirects followed one by one, each checked; limits of time and size |
//! | `page` | the metadata of a page |
//! | `file` | a file that a visitor gives as an address |
//! | `picture` | a picture, decoded and encoded again |
//! | `unfurl` | the preview of a link |
//!
//! The addresses that are allowed are decided by [`crate::core::security::egress`].

mod client;
mod document_client;
mod fetch;
mod file;
mod network;
mod page_metadata;
mod picture;
mod unfurl;

pub use client::{Outbound, Refused, UnknownHost};
pub use file::Fetcher;
pub use network::{Network, SystemNetwork};
pub use unfurl::{Patience, Unfurler};
