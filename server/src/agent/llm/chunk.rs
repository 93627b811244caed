//! What a chat completions service says: chunks of a stream, whole answers, errors.

use parlor_shared::widget::{Finish, Usage};
use serde::Deserialize;
use serde_json::Value;

use super::surrogates;
use crate::core::agent::AgentError;

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
        return Err(meaning_of(error));
    }
    let mut meaning = Meaning { usage: chunk.usage.map(Tokens::usage), ..Meaning::default() };
    // Only the first choice was asked for.
    if let Some(choice) = chunk.choices.unwrap_or_default().into_iter().next() {
        let delta = choice.delta.unwrap_or_default();
        meaning.text = delta.content.unwrap_or_default();
        meaning.text.push_str(delta.refusal.as_deref().unwrap_or_default());
        meaning.reasoning = delta.reasoning_content.or(delta.reasoning).unwrap_or_default();
        meaning.calls = delta.tool_calls.unwrap_or_default();
        meaning.finish = choice.finish_reason.as_deref().map(finish);
    }
    Ok(meaning)
}

/// Reads the body of a refusal: is the question too long?
pub(super) fn too_long(body: &[u8]) -> bool {
    serde_json::from_slice::<Chunk>(body)
        .ok()
        .and_then(|chunk| chunk.error)
        .is_some_and(|error| meaning_of(&error) == AgentError::ContextTooLong)
}

/// Services agree on no code for a question that is too long: OpenAI and most gateways, llama.cpp, and vLLM, which
/// only says it in words.
fn meaning_of(error: &Value) -> AgentError {
    let is =
        |name: &str, codes: &[&str]| error.get(name).and_then(Value::as_str).is_some_and(|text| codes.contains(&text));
    let codes = ["context_length_exceeded", "exceed_context_size_error"];
    let words =
        error.get("message").and_then(Value::as_str).is_some_and(|text| text.contains("maximum context length"));
    if is("code", &codes) || is("type", &codes) || words { AgentError::ContextTooLong } else { AgentError::Upstream }
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
    fn knows_a_question_that_is_too_long() {
        for body in [
            r#"{"error":{"code":"context_length_exceeded"}}"#,
            r#"{"error":{"code":400,"type":"exceed_context_size_error"}}"#,
            r#"{"error":{"message":"This model's maximum context length is 4096 tokens."}}"#,
        ] {
            assert!(too_long(body.as_bytes()), "{body}");
        }
        assert!(!too_long(br#"{"error":{"code":"invalid_api_key"}}"#));
        assert!(!too_long(b"<html>"));
    }
}
