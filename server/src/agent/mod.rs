//! Agents behind `core::agent::Agent`: who answers.

pub mod knowledge;
mod registry;
pub mod scripted;

pub use registry::Registry;
