//! Errors that a service reports in place of an answer, or within one.

use serde_json::{Map, Value};

use super::{super::lenient_json::mend, value::says};
use crate::{agent::upstream::meaning, core::conversation::agent_error::AgentError};

/// The meaning of an event that is named `error`, whatever it says.
pub(in crate::agent::llm) fn error(data: &str) -> AgentError {
    match serde_json::from_str::<Value>(&mend(data.trim())) {
        Ok(value) => meaning(value.get("error").filter(|error| says(error)).unwrap_or(&value)),
        Err(_) => AgentError::Upstream,
    }
}

/// The error that an object reports: in a field of its own, or in all of them where it is no chunk.
pub(super) fn fault(object: &Map<String, Value>) -> Option<Value> {
    let named = [object.get("error"), object.get("x_groq").and_then(|groq| groq.get("error"))];
    if let Some(error) = named.into_iter().flatten().find(|error| says(error)) {
        return Some(error.clone());
    }
    let is = |field: &str, what: &str| object.get(field).and_then(Value::as_str) == Some(what);
    let names_none = object.get("choices").is_none_or(Value::is_null);
    if is("object", "error") || is("type", "error") || (names_none && is_refusal(object)) {
        let detail = ["detail", "errors"].into_iter().find_map(|field| object.get(field).filter(|it| says(it)));
        return Some(detail.cloned().unwrap_or_else(|| Value::Object(object.clone())));
    }
    None
}

/// An object without choices that says why there are none.
fn is_refusal(object: &Map<String, Value>) -> bool {
    let texts = ["message", "msg", "error_msg", "detail", "errors", "error_code", "error_type"];
    let status = |field: &str| object.get("base_resp").and_then(|it| it.get(field)).and_then(Value::as_i64);
    texts.iter().any(|field| object.get(*field).is_some_and(|it| says(it) && !(*field == "message" && it.is_object())))
        || status("status_code").is_some_and(|code| code != 0)
}
