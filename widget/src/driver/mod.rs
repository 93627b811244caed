//! The driver: runs the chat's effects and shows the changes.
//!
//! [`App`] is a small copyable handle: it takes events, carries out effects and the actions of views, and sets the
//! signals that views read.

mod actions;
mod answer;
mod app;
mod attention;
mod connection;
mod documents;
mod effects;
mod files;
mod identity;
mod page;
mod page_bridge;
mod page_events;
mod requests;
mod scripts;
mod sending;
mod session;
mod settings;
mod tab_message;
mod tab_role;
mod tabs;
mod unsent;
mod unsent_store;
mod verbose;

pub(crate) use app::App;
