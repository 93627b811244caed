//! Deltas and messages: text, thoughts and calls of tools in the fields of many services.

use serde_json::{Map, Value};

use super::{meaning::Meaning, tool_calls::piece, value::says};
use crate::core::conversation::agent_error::AgentError;

type Object = Map<String, Value>;

/// Fields that hold thoughts. Some services send the same in two of them, so the first that says something counts.
const THOUGHTS: [&str; 7] =
    ["reasoning_content", "reasoning", "thinking", "thought", "thoughts", "reasoning_details", "thinking_blocks"];
/// Adds what a delta or a message says.
pub(super) fn speak(delta: Option<Value>, said: &mut Meaning) -> Result<(), AgentError> {
    let mut delta = match delta {
        Some(Value::Object(delta)) => delta,
        Some(text @ Value::String(_)) => return content(text, false, said),
        Some(Value::Null) | None => return Ok(()),
        Some(_) => return Err(AgentError::Protocol),
    };
    let thinks = delta.get("role").and_then(Value::as_str).is_some_and(is_thought)
        || delta.get("thought") == Some(&Value::Bool(true))
        || delta.get("extra_content").and_then(|it| it.pointer("/google/thought")) == Some(&Value::Bool(true));
    for field in THOUGHTS {
        let mut thought = Meaning::default();
        // A field of another type is no thought, and no answer either.
        let read = delta.remove(field).map(|value| content(value, true, &mut thought));
        if matches!(read, Some(Ok(()))) && !thought.reasoning.is_empty() {
            said.reasoning = thought.reasoning;
            break;
        }
    }
    for field in ["content", "refusal"] {
        content(delta.remove(field).unwrap_or_default(), thinks, said)?;
    }
    let listed = delta.remove("tool_calls").unwrap_or_default();
    let calls = if let Value::Array(calls) = listed { calls } else { vec![listed] };
    let legacy = delta.remove("function_call");
    said.calls.extend(calls.into_iter().chain(legacy).filter_map(piece));
    Ok(())
}

/// Text, parts, or parts within parts.
fn content(value: Value, thinks: bool, said: &mut Meaning) -> Result<(), AgentError> {
    match value {
        Value::Null => {}
        Value::String(text) if thinks => said.reasoning.push_str(&text),
        Value::String(text) => said.text.push_str(&text),
        Value::Number(number) => said.text.push_str(&number.to_string()),
        Value::Array(parts) => parts.into_iter().try_for_each(|part| content(part, thinks, said))?,
        Value::Object(part) => of_part(part, thinks, said)?,
        Value::Bool(_) => return Err(AgentError::Protocol),
    }
    Ok(())
}

/// One part. Pictures, references and what nobody may read (`redacted_thinking`) have no text.
fn of_part(mut part: Object, thinks: bool, said: &mut Meaning) -> Result<(), AgentError> {
    let thinks = thinks
        || part.get("type").and_then(Value::as_str).is_some_and(is_thought)
        || part.get("thought") == Some(&Value::Bool(true));
    for field in ["text", "value", "content", "refusal", "output_text", "thinking", "reasoning", "summary"] {
        if let Some(value) = part.remove(field).filter(says) {
            return content(value, thinks || is_thought(field) || field == "summary", said);
        }
    }
    Ok(())
}

/// The names of parts, roles and fields that hold thoughts.
fn is_thought(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["think", "thought", "reason"].iter().any(|word| name.contains(word))
}
