//! Agents behind `core::agent::Agent`.
//!
//! | Module | Who answers |
//! |---|---|
//! | [`scripted`] | a script, for tests |
//!
//! An agent is a function that tells events (`flow`): it runs inside the task that reads the answer, so that dropping
//! the answer drops everything made for it.

mod flow;
pub mod scripted;
#[cfg(test)]
mod testing;
