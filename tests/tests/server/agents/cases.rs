//! Bodies that services really send: `tests/data/upstream.json`, and more of the same kinds.

use futures_util::future::join_all;
use parlor::{
    agent::Registry,
    core::{
        conversation::{agent_error::AgentError, agent_port::AgentEvent},
        owner::{agent::AgentSpec, model_options::ModelOptions},
    },
};
use parlor_shared::widget::{Finish, Usage};
use parlor_tests::upstream::{Act, Reply, Upstream};
use serde_json::{Value, json};

use super::{
    bench::{JSON, SSE, STOP, Told, ask, chunk, model, model_with, registry, with_options},
    tools::{says, with_tool},
};

fn cases() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/upstream.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// Each character is a byte.
fn body(case: &Value) -> Reply {
    let bytes = |chunk: &Value| chunk.as_str().unwrap().chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let chunks = case["chunks"].as_array().unwrap().iter();
    Reply::made(
        200,
        SSE,
        chunks.map(|chunk| Act::Send { bytes: bytes(chunk), times: 1, pause: std::time::Duration::ZERO }),
    )
}

/// A model that says this, then that tea is there, and a tool it may use.
async fn told(agents: &Registry, reply: Reply) -> (Told, Upstream) {
    let model = Upstream::start(vec![reply, says("There is.")]).await;
    let service = Upstream::start(vec![Reply::whole(200, JSON, "{}")]).await;
    let mut spec = with_tool("openai", &model, &service);
    if let AgentSpec::Llm { max_output_tokens, .. } = &mut spec {
        *max_output_tokens = 1_000;
    }
    (ask(agents, spec, "Tea?").await, model)
}

fn calls(told: &Told) -> Vec<Value> {
    let call = |event: &AgentEvent| match event {
        AgentEvent::ToolCall { name, args } => Some(json!([name, args])),
        _ => None,
    };
    told.events.iter().filter_map(call).collect()
}

/// The description of a case.
fn failure(words: &str) -> AgentError {
    match words.split([',', ';', ' ']).next() {
        Some("truncated") => AgentError::Truncated,
        Some("failed") => AgentError::Upstream,
        Some("empty") => AgentError::Empty,
        _ => panic!("{words} is new: say what it means"),
    }
}

fn check(id: &str, told: &Told, expect: &Value) {
    if let Some(words) = expect["error"].as_str() {
        let error = told.end.expect_err(id);
        assert_eq!(error, failure(words), "{id}");
        assert!(error.code().retryable(), "{id}");
        assert!(!told.text.is_empty() || !words.contains("kept"), "{id}");
        let shown = format!("{told:?}");
        assert!(!shown.contains("SECRET") && !shown.contains("CUDA"), "{id}: {shown}");
        return;
    }
    if let Some(text) = expect["text"].as_str() {
        assert_eq!(told.text, text, "{id}");
    }
    let finish = match expect["finish"].as_str() {
        Some("length") => Finish::Length,
        Some("content_filter") => Finish::ContentFilter,
        _ => Finish::Stop,
    };
    assert_eq!(told.end, Ok(finish), "{id}");
    if let Some(usage) = expect["usage"].as_object() {
        let tokens = |name: &str| usage[name].as_u64().unwrap();
        assert_eq!(told.usage, Some(Usage { input: tokens("input"), output: tokens("output") }), "{id}");
    }
    let wanted = expect["calls"].as_array().cloned().unwrap_or_default();
    assert_eq!(calls(told), wanted, "{id}");
}

#[tokio::test]
async fn every_case_is_read_as_it_is_meant() {
    let (agents, cases) = (registry().await, cases());
    let all = join_all(cases.iter().map(async |case| (case, told(&agents, body(case)).await.0))).await;
    for (case, told) in &all {
        check(case["id"].as_str().unwrap(), told, &case["expect"]);
    }
    println!("{} cases", all.len());
    assert_eq!(all.len(), 35);
}

fn event(value: &Value) -> String {
    format!("data: {value}\n\n")
}

fn delta(delta: &Value) -> String {
    event(&json!({"choices": [{"index": 0, "delta": delta}]}))
}

#[tokio::test]
async fn an_answer_is_read_in_whichever_frame_it_comes() {
    let agents = registry().await;
    let line = |value: Value| format!("{value}\n");
    let whole = json!({"choices": [{"message": {"role": "assistant", "content": "Tea."}}]});
    let piece = json!({"choices": [{"delta": {"content": "Tea."}}]});
    let end = json!({"choices": [{"delta": {}, "finish_reason": "stop"}]});
    let stream = [chunk("Tea."), STOP.to_owned()].concat();
    for (what, media_type, body) in [
        ("a stream called text", "text/plain", stream.clone()),
        ("a stream called JSON", JSON, stream.clone()),
        ("a stream called bytes", "application/octet-stream", stream.clone()),
        ("a stream with a parameter", "text/event-stream;charset=UTF-8", stream.clone()),
        ("a stream with a byte order mark", SSE, ["\u{feff}", &stream].concat()),
        ("a stream of named events", SSE, stream.replace("data: {", "event: completion\nid: 7\nretry: 9\ndata: {")),
        ("a named end", SSE, [chunk("Tea."), "event: done\ndata: {}\n\n".to_owned()].concat()),
        ("pings as events", SSE, ["event: ping\ndata: 1764500000\n\n".to_owned(), stream.clone()].concat()),
        ("a whole answer called a stream", SSE, whole.to_string()),
        ("a whole answer on many lines", JSON, serde_json::to_string_pretty(&whole).unwrap()),
        ("a whole answer as an event", SSE, [event(&whole), "data: [DONE]\n\n".to_owned()].concat()),
        ("a whole answer in a list", JSON, json!([whole]).to_string()),
        ("lines of JSON", "application/x-ndjson", [line(piece.clone()), line(end.clone())].concat()),
        ("lines of JSON and a mark", "application/jsonl", [line(piece.clone()), "[DONE]".to_owned()].concat()),
        ("repeated at the end", SSE, [chunk("Tea."), event(&whole), STOP.to_owned()].concat()),
        ("nothing but a last event", SSE, stream.trim_end().to_owned()),
        (
            "what nobody needs is garbled",
            SSE,
            [chunk("Tea."), event(&end), "data: {\"usage\":\n\n".to_owned()].concat(),
        ),
    ] {
        let (told, _) = told(&agents, Reply::whole(200, media_type, &body)).await;
        assert_eq!((told.text.as_str(), told.end), ("Tea.", Ok(Finish::Stop)), "{what}");
    }
    for (what, media_type, body, text, error) in [
        ("text", "text/plain", "Please log in".to_owned(), "", AgentError::Protocol),
        ("a page called JSON", JSON, "<html>".to_owned(), "", AgentError::Protocol),
        ("lines without an end", JSON, line(piece.clone()), "Tea.", AgentError::Truncated),
        ("a cut value", JSON, whole.to_string()[..30].to_owned(), "", AgentError::Truncated),
        (
            "a cut event",
            SSE,
            [chunk("Tea."), "data: {\"choices\":[{\"fin".to_owned()].concat(),
            "Tea.",
            AgentError::Truncated,
        ),
        ("a whole message without an end", SSE, event(&whole), "Tea.", AgentError::Truncated),
        ("nothing", SSE, String::new(), "", AgentError::Truncated),
        ("an error named so", SSE, "event: error\ndata: down\n\n".to_owned(), "", AgentError::Upstream),
    ] {
        let (told, _) = told(&agents, Reply::whole(200, media_type, &body)).await;
        assert_eq!((told.text.as_str(), told.end), (text, Err(error)), "{what}");
    }
}

#[tokio::test]
async fn thoughts_go_to_the_trace_in_any_form() {
    let agents = registry().await;
    let stop = STOP;
    for (what, body, thought) in [
        ("tags in pieces", ["<th", "ink>h", "m</thi", "nk>\n\nT", "ea."].map(chunk).concat() + stop, "hm"),
        ("tags in a whole answer", json!({"choices": [{"message": {"content": "hm</think>\n\nTea."}}]}).to_string(), "hm"),
        ("a field", delta(&json!({"reasoning_content": "hm"})) + &*chunk("Tea.") + stop, "hm"),
        ("parts", delta(&json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Tea."}]})) + stop, "hm"),
        ("half a pair", "data: {\"choices\":[{\"delta\":{\"reasoning\":\"\\ud83d\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"reasoning\":\"\\ude00\"}}]}\n\n".to_owned() + &*chunk("Tea.") + stop, "😀"),
    ] {
        let (told, _) = told(&agents, Reply::whole(200, SSE, &body)).await;
        assert_eq!((told.text.as_str(), told.end), ("Tea.", Ok(Finish::Stop)), "{what}");
        let thoughts = told.events.iter().filter_map(|event| match event {
            AgentEvent::Reasoning(thought) => Some(thought.as_str()),
            _ => None,
        });
        assert_eq!(thoughts.collect::<String>(), thought, "{what}");
    }
    let service = Upstream::start(vec![says("<think>hm</think>")]).await;
    let told = ask(&agents, model("openai", &service), "Tea?").await;
    assert_eq!((told.text.as_str(), told.end), ("", Err(AgentError::Empty)), "thoughts alone are no answer");
    let service = Upstream::start(vec![says("hm\n</think>Tea.")]).await;
    let starts = ModelOptions { starts_thinking: true, ..ModelOptions::default() };
    let told = ask(&agents, with_options(model_with("openai", &service, 100), starts), "Tea?").await;
    assert_eq!((told.text.as_str(), told.end), ("Tea.", Ok(Finish::Stop)), "the opening tag was the server's");
}

/// The second request is well-formed, whatever the model wrote.
#[tokio::test]
async fn a_call_without_an_id_gets_one_and_its_result_names_it() {
    let agents = registry().await;
    let call = delta(&json!({"function_call": {"name": "stock", "arguments": "{\"sku\":\"TEA\"}"}}));
    let broken = delta(&json!({"tool_calls": [{"id": "b", "function": {"name": "stock", "arguments": "{\"sku\""}}]}));
    let (told, model) = told(&agents, Reply::whole(200, SSE, &[call, broken, STOP.to_owned()].concat())).await;
    assert_eq!(
        (told.text.as_str(), told.end, calls(&told)),
        ("There is.", Ok(Finish::Stop), vec![json!(["stock", {"sku": "TEA"}])])
    );
    let messages = model.seen.requests()[1].json()["messages"].as_array().unwrap().clone();
    let [.., asked, first, second] = messages.as_slice() else { panic!("{messages:?}") };
    let ids: Vec<_> = asked["tool_calls"].as_array().unwrap().iter().map(|call| call["id"].clone()).collect();
    assert_eq!(ids, [first["tool_call_id"].clone(), second["tool_call_id"].clone()]);
    assert!(ids.iter().all(|id| id.as_str().is_some_and(|id| !id.is_empty())), "{ids:?}");
    assert_eq!(asked["tool_calls"][1]["function"]["arguments"], "{}", "what is not JSON is not sent back");
}

#[tokio::test]
async fn a_call_that_was_cut_or_withheld_is_none() {
    let agents = registry().await;
    let call = |arguments: &str| {
        delta(&json!({"tool_calls": [{"id": "a", "function": {"name": "stock", "arguments": arguments}}]}))
    };
    let end = |reason: &str| event(&json!({"choices": [{"delta": {}, "finish_reason": reason}]}));
    let (told, _) =
        told(&agents, Reply::whole(200, SSE, &[chunk("Let me"), call("{\"sku\""), end("length")].concat())).await;
    assert_eq!((told.end, calls(&told)), (Ok(Finish::Length), vec![]));
    let (told, _) = self::told(&agents, Reply::whole(200, SSE, &[call("{}"), end("content_filter")].concat())).await;
    assert_eq!((told.end, calls(&told)), (Ok(Finish::ContentFilter), vec![]));
    let (told, _) = self::told(&agents, Reply::whole(200, SSE, &call("{\"sku\":\"TEA\"}"))).await;
    assert_eq!((told.end, calls(&told)), (Err(AgentError::Truncated), vec![]));
}
