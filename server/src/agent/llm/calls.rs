//! Calls of tools, put together from the pieces a stream brings.

use super::{chunk::CallPiece, tools::Call};
use crate::core::agent::AgentError;

/// The most arguments of all calls together, in bytes: more is no call.
const LONGEST: usize = 64 << 10;
/// The most calls.
const MOST: usize = 32;

/// Calls in the making.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: Vec<Call>,
    bytes: usize,
}

impl Calls {
    /// Adds pieces. One without an index is a call of its own when it has a name, else it goes on with the last.
    pub(super) fn take(&mut self, pieces: Vec<CallPiece>) -> Result<(), AgentError> {
        for piece in pieces {
            let begins = usize::from(piece.function.name.is_some());
            let at = piece.index.unwrap_or((self.calls.len() + begins).saturating_sub(1));
            self.bytes += piece.function.arguments.as_ref().map_or(0, String::len);
            if at >= MOST || self.bytes > LONGEST {
                return Err(AgentError::Protocol);
            }
            if at >= self.calls.len() {
                self.calls.resize(at + 1, Call::default());
            }
            let call = &mut self.calls[at];
            call.id.push_str(&piece.id.unwrap_or_default());
            call.name.push_str(&piece.function.name.unwrap_or_default());
            call.arguments.push_str(&piece.function.arguments.unwrap_or_default());
        }
        Ok(())
    }

    /// All that have a name.
    pub(super) fn whole(self) -> Vec<Call> {
        self.calls.into_iter().filter(|call| !call.name.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn calls(pieces: Value) -> Result<Vec<[String; 3]>, AgentError> {
        let mut calls = Calls::default();
        for piece in serde_json::from_value::<Vec<CallPiece>>(pieces).unwrap() {
            calls.take(vec![piece])?;
        }
        Ok(calls.whole().into_iter().map(|call| [call.id, call.name, call.arguments]).collect())
    }

    #[test]
    fn pieces_become_calls() {
        let pieces = json!([
            {"index": 0, "id": "a", "function": {"name": "one", "arguments": ""}},
            {"index": 0, "function": {"arguments": "{\"x\""}},
            {"index": 1, "id": "b", "function": {"name": "two", "arguments": "{}"}},
            {"index": 0, "function": {"arguments": ":1}"}},
        ]);
        let whole = [["a", "one", "{\"x\":1}"], ["b", "two", "{}"]].map(|call| call.map(String::from));
        assert_eq!(calls(pieces), Ok(whole.to_vec()));
    }

    #[test]
    fn whole_calls_need_no_index() {
        let pieces = json!([
            {"id": "a", "function": {"name": "one", "arguments": "{}"}},
            {"id": "b", "function": {"name": "two", "arguments": "{"}},
            {"function": {"arguments": "}"}},
        ]);
        let whole = [["a", "one", "{}"], ["b", "two", "{}"]].map(|call| call.map(String::from));
        assert_eq!(calls(pieces), Ok(whole.to_vec()));
    }

    #[test]
    fn calls_have_an_end() {
        assert_eq!(calls(json!([{"index": 1_000_000_000, "function": {"name": "a"}}])), Err(AgentError::Protocol));
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(calls(json!([{"function": {"name": "a", "arguments": long}}])), Err(AgentError::Protocol));
        assert_eq!(calls(json!([{"function": {"arguments": "{}"}}])), Ok(vec![]));
    }
}
