//! Policies: who may do what, from where, and how often.

pub mod agents;
pub mod credential;
pub mod download;
pub mod identity;
pub mod limits;
pub mod links;
pub mod origin;
pub mod reach;
pub mod redact;
pub mod secret_strength;
pub(crate) mod signing_key;
pub mod text;
