//! Agents behind [`Agent`](crate::core::conversation::agent_port::Agent).
//!
//! | Module | Answers from |
//! |---|---|
//! | [`knowledge`] | the documents the agent was given; [`knowledge::ingest()`] reads them in |
//! | [`llm`] | a language model, at any OpenAI-shaped address or by its own protocol |
//! | [`webhook`] | the owner's own endpoint |
//! | [`scripted`] | a script, for tests |
//! | [`showcase`] | the demo's agent, which shows what an answer may hold |
//! | [`embeddings`] | no agent: the embeddings client, for [`knowledge`] |
//! | [`voice`] | no agent: the speech client, for all of them |
//!
//! [`Registry`] finds the one a profile asks for.
//!
//! An agent is a function that tells events (`flow`): it runs inside the task that reads the answer, so that dropping
//! the answer drops everything made for it. What agents that ask other services share is in `upstream`.

pub mod embeddings;
mod flow;
pub mod knowledge;
pub mod llm;
mod registry;
pub mod scripted;
pub mod showcase;
#[cfg(test)]
mod testing;
mod upstream;
pub mod voice;
pub mod webhook;

pub use registry::{Registry, RegistryParts};
pub use upstream::{Breakers, Http, Timeouts, quiet};
