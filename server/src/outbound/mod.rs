//! The only HTTP clients that ask addresses from outside: what an owner gave an agent, what stands in a message.
//!
//! | Module | What |
//! |---|---|
//! | `client` | the client for services: every address judged as it is written and as it resolves; no proxies, no cookies, no redirects |
//! | `document_client` | the client for pages, pictures and files: packed bodies, and a limit on early hints |
//! | `network` | how names become addresses, for the system and for tests |
//! | `fetch` | one document: redirects by hand, each judged anew; limits of time and size |
//! | `page` | what a page says of itself |
//! | `file` | a file that a visitor gives as an address |
//! | `picture` | a picture, decoded and drawn anew |
//! | `unfurl` | the preview of a link |
//!
//! Where one may go is [`crate::core::policy::reach`]'s to say.

mod client;
mod document_client;
mod fetch;
mod file;
mod network;
mod page;
mod picture;
mod unfurl;

pub use client::{Outbound, Refused, UnknownHost};
pub use file::Fetcher;
pub use network::{Network, SystemNetwork};
pub use unfurl::{Patience, Unfurler};
