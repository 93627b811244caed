//! The meaning of a chunk.

use parlor_shared::widget::{Finish, Usage};

use super::tool_calls::CallPiece;
use crate::core::conversation::agent_error::AgentError;

/// The meaning of a chunk.
#[derive(PartialEq, Eq, Debug, Default)]
pub(in crate::agent::llm) struct Meaning {
    /// More text.
    pub(in crate::agent::llm) text: String,
    /// More of what it thinks aloud.
    pub(in crate::agent::llm) reasoning: String,
    /// Pieces of calls of tools.
    pub(in crate::agent::llm) calls: Vec<CallPiece>,
    /// The usage, as far as the service reports it.
    pub(in crate::agent::llm) usage: Option<Usage>,
    /// The end of the text, good or bad; usage may follow.
    pub(in crate::agent::llm) end: Option<Result<Finish, AgentError>>,
    /// It is the whole message and no piece: some services repeat it at the end of a stream.
    pub(in crate::agent::llm) whole: bool,
    /// Its JSON had halves of UTF-16 pairs.
    pub(in crate::agent::llm) halved: bool,
}

impl Meaning {
    /// Returns true if it holds no part of the answer.
    pub(super) fn is_silent(&self) -> bool {
        self.text.is_empty() && self.reasoning.is_empty() && self.calls.is_empty()
    }
}
