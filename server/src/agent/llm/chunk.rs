//! The meaning of what a chat completions service says: chunks of a stream, whole answers, errors.
//!
//! Liberal in form: services that call themselves compatible differ in nearly every field, and what is harmless is taken as
//! it is meant. Strict in meaning: what cannot be read might have been the answer, so it is an error and never skipped, and
//! nothing ends an answer but a reason that is one.

use parlor_shared::widget::{Finish, Usage};
use serde_json::{Map, Value};

use super::lenient_json::mend;
use crate::{agent::upstream::meaning, core::agent::AgentError};

type Object = Map<String, Value>;

/// Fields that hold thoughts. Some services send the same in two of them, so the first that says something counts.
const THOUGHTS: [&str; 7] =
    ["reasoning_content", "reasoning", "thinking", "thought", "thoughts", "reasoning_details", "thinking_blocks"];
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

/// The meaning of a chunk.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Meaning {
    /// More text.
    pub(super) text: String,
    /// More of what it thinks aloud.
    pub(super) reasoning: String,
    /// Pieces of calls of tools.
    pub(super) calls: Vec<CallPiece>,
    /// The usage, as far as the service reports it.
    pub(super) usage: Option<Usage>,
    /// The end of the text, good or bad; usage may follow.
    pub(super) end: Option<Result<Finish, AgentError>>,
    /// It is the whole message and no piece: some services repeat it at the end of a stream.
    pub(super) whole: bool,
    /// Its JSON had halves of UTF-16 pairs.
    pub(super) halved: bool,
}

/// A piece of a call: the first has its id and name, all have some of its arguments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct CallPiece {
    /// Its place among the calls, as the service counts.
    pub(super) index: Option<u64>,
    /// The service's id of the call.
    pub(super) id: Option<String>,
    /// The tool.
    pub(super) name: Option<String>,
    /// JSON, or a piece of it.
    pub(super) arguments: String,
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

/// The meaning of an event that is named `error`, whatever it says.
pub(super) fn error(data: &str) -> AgentError {
    match serde_json::from_str::<Value>(&mend(data.trim())) {
        Ok(value) => meaning(value.get("error").filter(|error| says(error)).unwrap_or(&value)),
        Err(_) => AgentError::Upstream,
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
    if says_nothing(&said)
        && let Some(message) = choice.remove("message")
    {
        speak(Some(message), &mut said)?;
        said.whole = !says_nothing(&said);
    }
    Ok(said)
}

/// The error that an object reports: in a field of its own, or in all of them where it is no chunk.
fn fault(object: &Object) -> Option<Value> {
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
fn is_refusal(object: &Object) -> bool {
    let texts = ["message", "msg", "error_msg", "detail", "errors", "error_code", "error_type"];
    let status = |field: &str| object.get("base_resp").and_then(|it| it.get(field)).and_then(Value::as_i64);
    texts.iter().any(|field| object.get(*field).is_some_and(|it| says(it) && !(*field == "message" && it.is_object())))
        || status("status_code").is_some_and(|code| code != 0)
}

/// True when there is anything in it.
fn says(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => true,
    }
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

fn says_nothing(said: &Meaning) -> bool {
    said.text.is_empty() && said.reasoning.is_empty() && said.calls.is_empty()
}

/// A delta or a message.
fn speak(delta: Option<Value>, said: &mut Meaning) -> Result<(), AgentError> {
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

/// A piece of a call: `{index, id, function: {name, arguments}}`, the function alone, or everything side by side.
fn piece(call: Value) -> Option<CallPiece> {
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

/// A whole number, however it is written.
fn number(value: &Value) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates, which is meant")]
    let whole = |number: f64| (number.is_finite() && number >= 0.0).then_some(number as u64);
    match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => text.trim().parse().ok().and_then(whole),
        _ => None,
    }
}

fn usage(usage: Option<&Value>) -> Option<Usage> {
    let tokens = |names: [&str; 2]| names.into_iter().find_map(|name| number(usage?.get(name)?));
    let (input, output) = (tokens(["prompt_tokens", "input_tokens"]), tokens(["completion_tokens", "output_tokens"]));
    (input.is_some() || output.is_some())
        .then(|| Usage { input: input.unwrap_or_default(), output: output.unwrap_or_default() })
}

/// The end a reason means. An empty one is none; one that nobody knows is an end all the same, for something said so.
pub(super) fn finish(reason: &str) -> Option<Result<Finish, AgentError>> {
    let reason = reason.rsplit('.').next().unwrap_or_default().trim().to_ascii_lowercase().replace(['-', ' '], "_");
    Some(Ok(match reason.as_str() {
        "" | "null" | "none" | "undefined" | "finish_reason_unspecified" => return None,
        "error"
        | "errored"
        | "failed"
        | "failure"
        | "abort"
        | "aborted"
        | "cancelled"
        | "canceled"
        | "timeout"
        | "network_error"
        | "internal_error"
        | "server_error"
        | "error_finish"
        | "insufficient_system_resource"
        | "malformed_function_call"
        | "unexpected_tool_call" => return Some(Err(AgentError::Upstream)),
        "length"
        | "max_tokens"
        | "max_new_tokens"
        | "max_output_tokens"
        | "max_completion_tokens"
        | "max_length"
        | "model_length"
        | "token_limit"
        | "context_length"
        | "context_length_exceeded"
        | "incomplete"
        | "model_context_window_exceeded" => Finish::Length,
        "content_filter"
        | "content_filtered"
        | "contentfilter"
        | "safety"
        | "image_safety"
        | "recitation"
        | "blocklist"
        | "prohibited_content"
        | "spii"
        | "sensitive"
        | "refusal"
        | "guardrail_intervened"
        | "moderation"
        | "error_toxic" => Finish::ContentFilter,
        _ => Finish::Stop,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(chunk: &str) -> Result<Meaning, AgentError> {
        read(chunk).map(|chunk| match chunk {
            Chunk::More(said) => *said,
            other => panic!("{other:?}"),
        })
    }

    fn delta(delta: &Value) -> Meaning {
        said(&json!({"choices": [{"index": 0, "delta": delta}]}).to_string()).unwrap()
    }

    fn text(delta: &Value) -> String {
        self::delta(delta).text
    }

    #[test]
    fn reads_chunks_whole_answers_and_nothing_else() {
        let text = |json| said(json).map(|said| said.text);
        assert_eq!(text(r#"{"choices":[{"delta":{"content":"a"}}]}"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"{"choices":[{"message":{"content":"a"}}]}"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"{"choices":[{"text":"a"}]}"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"{"choices":{"delta":"a"}}"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"[{"choices":[{"delta":{"content":"a"}}]}]"#).as_deref(), Ok("a"));
        assert_eq!(text(r#"{"choices":[{"delta":{"content":"a"},"logprobs":NaN}]}"#).as_deref(), Ok("a"));
        for odd in
            [r#"{"choices":[{"delta":"#, "Tea", "3", "true", r#"{"choices":[{"delta":{"content":true}}]}"#, "[1,2]"]
        {
            assert_eq!(read(odd), Err(AgentError::Protocol), "{odd}");
        }
    }

    #[test]
    fn what_keeps_a_connection_open_says_nothing() {
        for nothing in [
            "",
            " ",
            "null",
            ": keepalive",
            "ping",
            "{}",
            "[]",
            r#"{"type":"ping"}"#,
            r#"{"choices":null,"usage":null}"#,
            r#"{"choices":[],"prompt_filter_results":[]}"#,
            r#"{"choices":[{"index":0,"delta":null}]}"#,
            r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[],"function_call":null}}]}"#,
            r#"{"error":null,"choices":[]}"#,
            r#"{"error":{},"choices":[]}"#,
        ] {
            assert_eq!(read(nothing), Ok(Chunk::Nothing), "{nothing}");
        }
        for done in ["[DONE]", " [DONE]\r", "\"[DONE]\"", "\u{feff}[done]"] {
            assert_eq!(read(done), Ok(Chunk::Done), "{done}");
        }
    }

    #[test]
    fn text_comes_in_parts() {
        assert_eq!(text(&json!({"content": [{"type": "text", "text": "a"}, "b", {"text": {"value": "c"}}]})), "abc");
        assert_eq!(text(&json!({"content": {"type": "output_text", "text": "a"}})), "a");
        assert_eq!(text(&json!({"content": null, "refusal": "no"})), "no");
        assert_eq!(text(&json!({"content": [{"type": "refusal", "refusal": "no"}]})), "no");
        assert_eq!(
            text(
                &json!({"content": [{"type": "image_url", "image_url": {"url": "x"}}, {"type": "text", "text": "a"}]})
            ),
            "a"
        );
        assert_eq!(text(&json!({"content": 42})), "42");
    }

    #[test]
    fn thoughts_have_many_names_and_are_read_once() {
        for thought in [
            json!({"reasoning_content": "hm"}),
            json!({"reasoning": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]}),
            json!({"reasoning_content": null, "reasoning": "hm"}),
            json!({"reasoning_content": "hm", "reasoning": "hm"}),
            json!({"reasoning": {"content": "hm"}}),
            json!({"thinking": "hm"}),
            json!({"reasoning_details": [{"type": "reasoning.summary", "summary": "hm"}, {"type": "reasoning.encrypted", "data": "x"}]}),
            json!({"thinking_blocks": [{"type": "thinking", "thinking": "hm", "signature": "x"}]}),
            json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]}),
            json!({"content": [{"type": "reasoning", "text": "hm"}, {"type": "redacted_thinking", "data": "x"}]}),
            json!({"content": "hm", "extra_content": {"google": {"thought": true}}}),
            json!({"content": "hm", "role": "reasoning"}),
        ] {
            let said = delta(&thought);
            assert_eq!((said.text.as_str(), said.reasoning.as_str()), ("", "hm"), "{thought}");
        }
        let both = delta(&json!({"reasoning": "hm", "content": "a"}));
        assert_eq!((both.text.as_str(), both.reasoning.as_str()), ("a", "hm"));
    }

    #[test]
    fn only_the_choice_with_index_0_is_read() {
        let text = |choices: &str| {
            read(&format!(r#"{{"choices":[{choices}]}}"#)).map(|chunk| match chunk {
                Chunk::More(said) => said.text,
                _ => String::new(),
            })
        };
        let one = r#"{"index":1,"delta":{"content":"b"},"finish_reason":"stop"}"#;
        let zero = r#"{"index":0,"delta":{"content":"a"}}"#;
        assert_eq!(text(&format!("{one},{zero}")).as_deref(), Ok("a"));
        assert_eq!(text(one).as_deref(), Ok(""));
        for zero in ["0.0", "null", "\"0\""] {
            assert_eq!(text(&format!(r#"{{"index":{zero},"delta":{{"content":"a"}}}}"#)).as_deref(), Ok("a"), "{zero}");
        }
        assert_eq!(read(&format!(r#"{{"choices":[{one}]}}"#)), Ok(Chunk::Nothing), "another choice ends nothing");
    }

    #[test]
    fn a_message_beside_a_delta_is_its_repetition() {
        let both = r#"{"choices":[{"delta":{"content":"b"},"message":{"content":"ab"}}]}"#;
        assert_eq!(said(both).map(|said| (said.text, said.whole)), Ok(("b".into(), false)));
        let last = r#"{"choices":[{"delta":{},"message":{"content":"ab"},"finish_reason":"stop"}]}"#;
        assert_eq!(said(last).map(|said| (said.text, said.whole)), Ok(("ab".into(), true)));
    }

    #[test]
    fn errors_are_found_wherever_they_are() {
        for error in [
            r#"{"error":{"message":"sk-SECRET123"}}"#,
            r#"{"error":"overloaded","error_type":"overloaded"}"#,
            r#"{"object":"error","message":"CUDA out of memory","code":50002}"#,
            r#"{"type":"error","error":{"type":"overloaded_error"}}"#,
            r#"{"id":"g","choices":[],"error":{"code":502}}"#,
            r#"{"choices":[{"error":{"code":502},"delta":{"content":""}}]}"#,
            r#"{"x_groq":{"error":"over capacity"},"choices":[]}"#,
            r#"[{"error":{"code":503,"status":"UNAVAILABLE"}}]"#,
            r#"{"message":"Internal error"}"#,
            r#"{"detail":"Internal error"}"#,
            r#"{"detail":[{"msg":"field required"}]}"#,
            r#"{"base_resp":{"status_code":1002,"status_msg":"x"},"choices":null}"#,
        ] {
            assert_eq!(read(error), Err(AgentError::Upstream), "{error}");
        }
        assert_eq!(read(r#"{"error":{"code":"429"}}"#), Err(AgentError::RateLimited { retry_after: None }));
        assert_eq!(error("{\"code\":401}"), AgentError::Misconfigured);
        assert_eq!(error("down"), AgentError::Upstream);
    }

    #[test]
    fn reasons_are_ends_unless_they_say_nothing() {
        let end = |reason: Value| match read(&json!({"choices": [{"delta": {}, "finish_reason": reason}]}).to_string())
        {
            Ok(Chunk::More(said)) => said.end,
            other => {
                assert_eq!(other, Ok(Chunk::Nothing));
                None
            }
        };
        for none in [json!(null), json!(""), json!("None"), json!(0), json!("FINISH_REASON_UNSPECIFIED")] {
            assert_eq!(end(none.clone()), None, "{none}");
        }
        for stop in
            ["stop", "STOP", "eos", "end_turn", "tool_calls", "function_call", "tool_use", "FinishReason.STOP", "later"]
        {
            assert_eq!(end(stop.into()), Some(Ok(Finish::Stop)), "{stop}");
        }
        for length in ["length", "max_tokens", "MAX_TOKENS", "model_length"] {
            assert_eq!(end(length.into()), Some(Ok(Finish::Length)), "{length}");
        }
        for filter in ["content_filter", "content-filter", "SAFETY", "sensitive"] {
            assert_eq!(end(filter.into()), Some(Ok(Finish::ContentFilter)), "{filter}");
        }
        for error in ["error", "network_error", "abort", "insufficient_system_resource"] {
            assert_eq!(end(error.into()), Some(Err(AgentError::Upstream)), "{error}");
        }
    }

    #[test]
    fn costs_are_numbers_of_any_kind() {
        let cost = |usage: Value| match read(&json!({"choices": [], "usage": usage}).to_string()) {
            Ok(Chunk::More(said)) => said.usage.map(|usage| (usage.input, usage.output)),
            _ => None,
        };
        assert_eq!(cost(json!({"prompt_tokens": 3, "completion_tokens": null})), Some((3, 0)));
        assert_eq!(cost(json!({"prompt_tokens": 3.0, "completion_tokens": "2"})), Some((3, 2)));
        assert_eq!(cost(json!({"input_tokens": 3, "output_tokens": -2})), Some((3, 0)));
        assert_eq!(cost(json!({"prompt_tokens": 1e300, "completion_tokens": 1})), Some((u64::MAX, 1)));
        assert_eq!(cost(json!("3")), None);
        let within = r#"{"choices":[{"delta":{},"usage":{"prompt_tokens":3}}]}"#;
        assert_eq!(said(within).map(|said| said.usage), Ok(Some(Usage { input: 3, output: 0 })));
    }

    #[test]
    fn pieces_of_calls_are_taken_in_any_form() {
        let calls = |value: Value| delta(&value).calls;
        let piece = |index, id: Option<&str>, arguments: &str| CallPiece {
            index,
            id: id.map(Into::into),
            name: Some("stock".into()),
            arguments: arguments.into(),
        };
        let object =
            json!({"tool_calls": [{"index": "0", "id": 7, "function": {"name": "stock", "arguments": {"a": 1}}}]});
        assert_eq!(calls(object), [piece(Some(0), Some("7"), r#"{"a":1}"#)]);
        let legacy = json!({"function_call": {"name": "stock", "arguments": "{}"}, "tool_calls": null});
        assert_eq!(calls(legacy), [piece(None, None, "{}")]);
        let flat = json!({"tool_calls": {"id": "", "name": "stock", "arguments": null}});
        assert_eq!(calls(flat), [piece(None, None, "")]);
        assert_eq!(calls(json!({"content": "a", "tool_calls": [null, {}, {"function": null}]})), []);
    }
}
