//! The meaning of what a chat completions service says: chunks of a stream, whole answers, errors.
//!
//! Liberal in form: services that call themselves compatible differ in nearly every field, and what is harmless is taken as
//! it is meant. Strict in meaning: what cannot be read might have been the answer, so it is an error and never skipped, and
//! nothing ends an answer but a reason that is one.

mod delta;
mod error;
mod finish;
mod meaning;
#[cfg(test)]
mod tests;
mod tool_calls;
mod usage;
mod value;

use serde_json::{Map, Value};

use self::{
    delta::speak,
    error::fault,
    usage::usage,
    value::{number, says},
};
pub(super) use self::{error::error, finish::finish, meaning::Meaning, tool_calls::CallPiece};
use super::lenient_json::mend;
use crate::{agent::upstream::meaning, core::conversation::agent_error::AgentError};

type Object = Map<String, Value>;

/// Words that some gateways send as data to keep a connection open.
const KEEP_ALIVES: [&str; 6] = ["keepalive", "keep-alive", "keep_alive", "ping", "heartbeat", "processing"];

/// A message of a service.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Chunk {
    /// Nothing: it only keeps the connection open.
    Nothing,
    /// The stream is over.
    Done,
    /// More of the answer.
    More(Box<Meaning>),
}

/// Reads the data of an event, or a value of a body. What is not JSON is [`AgentError::Protocol`].
pub(super) fn read(data: &str) -> Result<Chunk, AgentError> {
    let data = data.trim_start_matches('\u{feff}').trim();
    if let Some(chunk) = word(data) {
        return Ok(chunk);
    }
    match serde_json::from_str(data) {
        Ok(value) => of_value(value, false),
        Err(_) => of_value(serde_json::from_str(&mend(data)).map_err(|_| AgentError::Protocol)?, true),
    }
}

/// The words that are no JSON and may come all the same.
fn word(data: &str) -> Option<Chunk> {
    let word = data.trim_start_matches([':', ' ']).to_ascii_lowercase();
    match word.as_str() {
        "[done]" => Some(Chunk::Done),
        "" | "null" | "none" => Some(Chunk::Nothing),
        word if data.starts_with(':') || KEEP_ALIVES.contains(&word) => Some(Chunk::Nothing),
        _ => None,
    }
}

fn of_value(value: Value, halved: bool) -> Result<Chunk, AgentError> {
    match value {
        Value::Null => Ok(Chunk::Nothing),
        Value::String(text) => word(text.trim()).ok_or(AgentError::Protocol),
        Value::Array(mut values) if values.len() < 2 => of_value(values.pop().unwrap_or_default(), halved),
        Value::Object(object) => {
            let said = of_object(object)?;
            Ok(if said == Meaning::default() {
                Chunk::Nothing
            } else {
                Chunk::More(Box::new(Meaning { halved, ..said }))
            })
        }
        _ => Err(AgentError::Protocol),
    }
}

fn of_object(mut object: Object) -> Result<Meaning, AgentError> {
    if let Some(error) = fault(&object) {
        return Err(meaning(&error));
    }
    let mut said = Meaning { usage: usage(object.get("usage")), ..Meaning::default() };
    said.usage = said.usage.or_else(|| usage(object.get("x_groq")?.get("usage")));
    let Some(mut choice) = object.remove("choices").and_then(first) else { return Ok(said) };
    if let Some(error) = choice.get("error").filter(|error| says(error)) {
        return Err(meaning(error));
    }
    said.usage = said.usage.or_else(|| usage(choice.get("usage")));
    let reasons = [choice.get("finish_reason"), choice.get("delta").and_then(|delta| delta.get("finish_reason"))];
    said.end = reasons.into_iter().flatten().find_map(|reason| finish(reason.as_str()?));
    speak(choice.remove("delta").or_else(|| choice.remove("text")), &mut said)?;
    if said.is_silent()
        && let Some(message) = choice.remove("message")
    {
        speak(Some(message), &mut said)?;
        said.whole = !said.is_silent();
    }
    Ok(said)
}

/// The only choice that was asked for: the one with index 0, wherever it is listed. Services that offer one alone may leave
/// the index out, or the list.
fn first(choices: Value) -> Option<Object> {
    let object = |value| if let Value::Object(object) = value { Some(object) } else { None };
    let is_first = |choice: &Object| choice.get("index").and_then(number).is_none_or(|at| at == 0);
    match choices {
        Value::Array(choices) => choices.into_iter().filter_map(object).find(is_first),
        choice => object(choice),
    }
}
