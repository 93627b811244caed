//! Chunks of many services.

use parlor_shared::widget::{Finish, Usage};
use serde_json::{Value, json};

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
    for odd in [r#"{"choices":[{"delta":"#, "Tea", "3", "true", r#"{"choices":[{"delta":{"content":true}}]}"#, "[1,2]"]
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
        text(&json!({"content": [{"type": "image_url", "image_url": {"url": "x"}}, {"type": "text", "text": "a"}]})),
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
    let end = |reason: Value| match read(&json!({"choices": [{"delta": {}, "finish_reason": reason}]}).to_string()) {
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
    let object = json!({"tool_calls": [{"index": "0", "id": 7, "function": {"name": "stock", "arguments": {"a": 1}}}]});
    assert_eq!(calls(object), [piece(Some(0), Some("7"), r#"{"a":1}"#)]);
    let legacy = json!({"function_call": {"name": "stock", "arguments": "{}"}, "tool_calls": null});
    assert_eq!(calls(legacy), [piece(None, None, "{}")]);
    let flat = json!({"tool_calls": {"id": "", "name": "stock", "arguments": null}});
    assert_eq!(calls(flat), [piece(None, None, "")]);
    assert_eq!(calls(json!({"content": "a", "tool_calls": [null, {}, {"function": null}]})), []);
}
