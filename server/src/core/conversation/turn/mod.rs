//! The use case: accept, answer, persist, publish, finish.
//!
//! An answer is written by a task of its own ([`answer`]) and outlives the request that asked for it. Its log lives in
//! memory for followers ([`super::run`]) and, in chunks, in the database ([`journal`]). [`lease`] tells other nodes
//! that this one is alive and ends the answers of those that are not.

mod agent_message;
mod agent_request;
mod agent_test;
mod answer;
mod completion;
mod context;
mod follow;
mod input;
mod journal;
mod lease;
mod measure;
mod opening;
mod page_tools;
pub mod parts;
mod reasoning_trace;
mod resume;
mod turns;
mod whole;

pub use agent_test::{AgentTest, LONGEST_QUESTION};
pub use completion::{CompletionPiece, Prompt};
pub use context::TurnContext;
pub use input::{LONGEST_MESSAGE, UserInput};
pub use measure::{DURATIONS, describe as describe_metrics};
pub use opening::Occasion;
pub use resume::ResumePoint;
pub use turns::{Accepted, LEASE, Turns};
pub use whole::Whole;
