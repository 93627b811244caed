//! Agents behind `core::agent::Agent`.

pub mod llm;
mod upstream;
pub mod webhook;

pub use upstream::{Breakers, Http, Timeouts};
