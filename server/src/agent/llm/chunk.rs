//! What a chat completions service says: chunks of a stream, whole answers, errors.

use parlor_shared::widget::{Finish, Usage};
use serde::Deserialize;
use serde_json::Value;

use super::surrogates;
use crate::{agent::upstream::meaning, core::agent::AgentError};

/// A chunk of a stream, or a whole answer: they differ only in the name of `delta`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<Tokens>,
    error: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice {
    #[serde(alias = "message")]
    delta: Option<Delta>,
    /// A number, where the service keeps to the protocol.
    index: Option<Value>,
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delta {
    content: Option<String>,
    refusal: Option<String>,
    tool_calls: Option<Vec<CallPiece>>,
    /// Two names for one thing; some services send both.
    reasoning_content: Option<String>,
    reasoning: Option<String>,
}

/// A piece of a call: the first has its id and name, all have some of its arguments.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CallPiece {
    /// Which of the calls; services that send whole calls may leave it out.
    pub(super) index: Option<usize>,
    /// What the model calls it.
    pub(super) id: Option<String>,
    /// What is called.
    pub(super) function: FunctionPiece,
}

/// What is called, or a piece of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FunctionPiece {
    /// The tool.
    pub(super) name: Option<String>,
    /// JSON, or a piece of it.
    pub(super) arguments: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Tokens {
    prompt_tokens: u64,
    completion_tokens: u64,
}

/// What a chunk means.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Meaning {
    /// More text.
    pub(super) text: String,
    /// More of what it thinks aloud.
    pub(super) reasoning: String,
    /// Pieces of calls of tools.
    pub(super) calls: Vec<CallPiece>,
    /// What it cost.
    pub(super) usage: Option<Usage>,
    /// The end of the text; usage may follow.
    pub(super) finish: Option<Finish>,
}

/// Reads a chunk or a whole answer. Half surrogate pairs in escapes become U+FFFD: some services cut text between two
/// UTF-16 units. Anything else that is not JSON is [`AgentError::Protocol`]; nothing is skipped, for what was skipped
/// might have been the answer.
pub(super) fn read(json: &str) -> Result<Meaning, AgentError> {
    let chunk: Chunk = serde_json::from_str(json)
        .or_else(|_| serde_json::from_str(&surrogates::mend(json)))
        .map_err(|_| AgentError::Protocol)?;
    if let Some(error) = &chunk.error {
        return Err(meaning(error));
    }
    let mut meaning = Meaning { usage: chunk.usage.map(Tokens::usage), ..Meaning::default() };
    if let Some(choice) = first(chunk.choices.unwrap_or_default()) {
        let delta = choice.delta.unwrap_or_default();
        meaning.text = delta.content.unwrap_or_default();
        meaning.text.push_str(delta.refusal.as_deref().unwrap_or_default());
        meaning.reasoning = delta.reasoning_content.or(delta.reasoning).unwrap_or_default();
        meaning.calls = delta.tool_calls.unwrap_or_default();
        meaning.finish = choice.finish_reason.as_deref().map(finish);
    }
    Ok(meaning)
}

/// The only choice that was asked for: the one with index 0, wherever it is listed. Services that offer one alone may leave
/// the index out.
fn first(choices: Vec<Choice>) -> Option<Choice> {
    let is_first =
        |choice: &Choice| choice.index.as_ref().is_none_or(|index| index.as_f64().is_none_or(|at| at == 0.0));
    choices.into_iter().find(is_first)
}

fn finish(reason: &str) -> Finish {
    match reason {
        "length" => Finish::Length,
        "content_filter" => Finish::ContentFilter,
        _ => Finish::Stop,
    }
}

impl Tokens {
    fn usage(self) -> Usage {
        Usage { input: self.prompt_tokens, output: self.completion_tokens }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_chunks_whole_answers_and_nothing_else() {
        let text = |json| read(json).map(|meaning| meaning.text);
        assert_eq!(text(r#"{"choices":[{"delta":{"content":"a"}}]}"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"{"choices":[{"message":{"content":"a"}}]}"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"{"choices":[{"delta":{"content":null,"refusal":"no"}}]}"#).as_deref(), Ok("no"));
        assert_eq!(text(r#"{"choices":[{"delta":{"content":"\ud83d"}}]}"#).as_deref(), Ok("\u{fffd}"));
        assert_eq!(text(r#"{"choices":null,"usage":null}"#).as_deref(), Ok(""));
        assert_eq!(text(r#"{"choices":[{"delta":"#), Err(AgentError::Protocol));
        assert_eq!(text(r#"{"error":{"message":"sk-SECRET123"}}"#), Err(AgentError::Upstream));
    }

    #[test]
    fn only_the_choice_with_index_0_is_read() {
        let text = |choices: &str| read(&format!(r#"{{"choices":[{choices}]}}"#)).map(|meaning| meaning.text);
        let one = r#"{"index":1,"delta":{"content":"b"}}"#;
        let zero = r#"{"index":0,"delta":{"content":"a"}}"#;
        assert_eq!(text(&format!("{one},{zero}")).as_deref(), Ok("a"));
        assert_eq!(text(one).as_deref(), Ok(""));
        assert_eq!(text(r#"{"index":0.0,"delta":{"content":"a"}}"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"{"index":null,"delta":{"content":"a"}}"#).as_deref(), Ok("a"));
        let finish =
            read(r#"{"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}"#).map(|meaning| meaning.finish);
        assert_eq!(finish, Ok(None), "another choice ends nothing");
    }
}
