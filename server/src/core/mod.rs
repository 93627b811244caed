//! The domain: who talks to whom, and what must never be lost. No HTTP, no SQL, no vendor.
//!
//! | Folder | Holds |
//! |---|---|
//! | [`conversation`] | visitors, messages, turns and the answers being written |
//! | [`engagement`] | leads, lead scores, proactive rules, intents |
//! | [`widget`] | widgets, their settings, themes and blueprints |
//! | [`owner`] | accounts, teams, agents, and what members do for a team |
//! | [`activity`] | the log of what happens in a team |
//! | [`knowledge`] | documents and passages agents answer from |
//! | [`i18n`] | languages and catalogues |
//! | [`security`] | tokens, origins, egress, links, limits, budgets |
//! | [`store`] | the ports to storage |
//!
//! Time, ids and secrets arrive as arguments ([`clock`], [`entropy`]); storage, agents and rendering are traits
//! ([`store`], [`conversation::agent_port`], [`render`]) that other modules implement.

pub mod activity;
pub(crate) mod both_ways;
pub mod clock;
pub mod conversation;
pub mod disk;
pub mod engagement;
pub mod entropy;
pub mod error;
pub mod i18n;
pub mod knowledge;
pub mod owner;
pub mod page_url;
pub mod public_url;
pub mod render;
pub mod security;
pub mod store;
pub mod widget;
