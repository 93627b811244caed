//! The domain: who talks to whom, and what must never be lost. No HTTP, no SQL, no vendor.
//!
//! Time, ids and secrets arrive as arguments ([`clock`], [`entropy`]); storage, agents and rendering are traits
//! ([`store`], [`agent`], [`render`]) that other modules implement.

pub mod account;
pub mod agent;
pub mod agent_problem;
pub mod attachment;
pub mod blocks;
pub mod blueprint;
pub mod clock;
pub mod conversation;
pub mod disk;
pub mod document;
pub mod entropy;
pub mod erasure;
pub mod error;
pub mod file;
pub mod intent;
pub mod invitation;
pub mod knowledge;
pub mod language;
pub mod lead;
pub mod membership;
pub mod message;
pub mod model_options;
pub mod owner;
pub mod page_url;
pub mod phrases;
pub mod policy;
pub mod preview;
pub mod proactive;
pub mod profile;
pub mod prospect;
pub mod public_url;
pub mod render;
pub mod rendered;
pub mod run;
pub mod security;
pub mod session;
pub mod settings;
pub mod store;
pub mod suggest;
pub mod team;
pub mod telemetry;
pub mod theme;
pub mod tool;
pub mod track;
pub mod translate;
pub mod turn;
pub mod visitor;
pub mod voice;
pub mod widget;
