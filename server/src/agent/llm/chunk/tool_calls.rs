//! Pieces of calls of tools.

use serde_json::Value;

use super::value::number;

/// A piece of a call: the first has its id and name, all have some of its arguments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::agent::llm) struct CallPiece {
    /// Its place among the calls, as the service counts.
    pub(in crate::agent::llm) index: Option<u64>,
    /// The service's id of the call.
    pub(in crate::agent::llm) id: Option<String>,
    /// The tool.
    pub(in crate::agent::llm) name: Option<String>,
    /// JSON, or a piece of it.
    pub(in crate::agent::llm) arguments: String,
}

/// A piece of a call: `{index, id, function: {name, arguments}}`, the function alone, or everything side by side.
pub(super) fn piece(call: Value) -> Option<CallPiece> {
    let Value::Object(mut call) = call else { return None };
    let (index, id) = (call.get("index").and_then(number), call.remove("id"));
    let mut function = match call.remove("function") {
        Some(Value::Object(function)) => function,
        _ => call,
    };
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => Some(text),
        Some(Value::Null) | None => None,
        Some(value) => Some(value.to_string()),
    };
    let arguments = ["arguments", "parameters", "input"].into_iter().find_map(|field| text(function.remove(field)));
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let piece = CallPiece {
        index,
        id: filled(text(id)),
        name: filled(text(function.remove("name"))),
        arguments: arguments.unwrap_or_default(),
    };
    (piece.id.is_some() || piece.name.is_some() || !piece.arguments.is_empty()).then_some(piece)
}
