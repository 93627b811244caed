//! Agents behind `core::agent::Agent`.
//!
//! | Module | Who answers |
//! |---|---|
//! | [`knowledge`] | the documents the agent was given; `knowledge::ingest` reads them in |
//! | [`scripted`] | a script, for tests |
//!
//! [`Registry`] finds the one a profile asks for. Profiles with a language model or a webhook are refused as not set up.
//!
//! An agent is a function that tells events (`flow`): it runs inside the task that reads the answer, so that dropping
//! the answer drops everything made for it.

mod flow;
pub mod knowledge;
mod registry;
pub mod scripted;
#[cfg(test)]
mod testing;

pub use registry::Registry;
