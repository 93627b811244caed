//! The way through the library, driven by Anthropic's protocol.

use std::time::Duration;

use parlor::{agent::Timeouts, core::conversation::agent_error::AgentError};
use parlor_shared::widget::{Finish, Usage};
use parlor_tests::upstream::{Act, Reply, Upstream};

use super::bench::{JSON, PROMPTLY, SSE, Told, ask, model, registry, registry_with, timeouts};

/// An event of Anthropic's.
fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {{\"type\":\"{name}\",{data}}}\n\n")
}

/// More text.
pub(super) fn delta(text: &str) -> String {
    let text = serde_json::Value::from(text);
    event("content_block_delta", &format!(r#""index":0,"delta":{{"type":"text_delta","text":{text}}}"#))
}

/// Returns the events before the text.
pub(super) fn opening() -> String {
    [
        event(
            "message_start",
            r#""message":{"id":"m","role":"assistant","content":[],"usage":{"input_tokens":7,"output_tokens":1}}"#,
        ),
        event("content_block_start", r#""index":0,"content_block":{"type":"text","text":""}"#),
        "event: ping\ndata: {\"type\":\"ping\"}\n\n".to_owned(),
    ]
    .concat()
}

/// Returns the events after the text.
pub(super) fn closing(reason: &str) -> String {
    [
        event("content_block_stop", r#""index":0"#),
        event("message_delta", &format!(r#""delta":{{"stop_reason":"{reason}"}},"usage":{{"output_tokens":5}}"#)),
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".to_owned(),
    ]
    .concat()
}

fn says(text: &[&str], reason: &str) -> Reply {
    let pieces: Vec<_> =
        [opening()].into_iter().chain(text.iter().map(|text| delta(text))).chain([closing(reason)]).collect();
    Reply::pieces(SSE, pieces.iter().map(String::as_str))
}

async fn asked(replies: Vec<Reply>) -> (Told, Upstream) {
    let service = Upstream::start(replies).await;
    let told = ask(&registry().await, model("anthropic", &service), "Tea?").await;
    (told, service)
}

#[tokio::test]
async fn an_answer_with_its_text_its_cost_and_its_end() {
    let (told, service) = asked(vec![says(&["Grüner ", "Tee 🍵"], "end_turn")]).await;
    assert_eq!((told.text.as_str(), told.end), ("Grüner Tee 🍵", Ok(Finish::Stop)));
    assert_eq!(told.usage, Some(Usage { input: 7, output: 5 }));
    let request = &service.seen.requests()[0];
    assert_eq!(request.line, "POST /v1/messages HTTP/1.1");
    assert_eq!(request.header("x-api-key"), "sk-SECRET123");
    let body = request.json();
    assert_eq!(
        (body["model"].as_str(), body["max_tokens"].as_u64(), body["stream"].as_bool()),
        (Some("model-1"), Some(16), Some(true))
    );
    let messages = body["messages"].as_array().unwrap();
    assert_eq!(messages.iter().map(|m| m["role"].as_str().unwrap()).collect::<Vec<_>>(), ["user", "assistant", "user"]);
    assert!(body["system"].to_string().contains("You sell tea."));
}

#[tokio::test]
async fn how_answers_end() {
    let (told, _) = asked(vec![says(&["Tea"], "max_tokens")]).await;
    assert_eq!((told.text.as_str(), told.end), ("Tea", Ok(Finish::Length)));
    let (told, _) = asked(vec![says(&[], "end_turn")]).await;
    assert_eq!(told.end, Err(AgentError::Empty));
    let cut = Reply::pieces(SSE, [&*opening(), &*delta("Tea")]);
    let (told, _) = asked(vec![cut.clone()]).await;
    assert_eq!((told.text.as_str(), told.end), ("Tea", Err(AgentError::Truncated)), "an end without a reason");
    let (told, _) = asked(vec![cut.then(Act::Close)]).await;
    assert_eq!((told.text.as_str(), told.end), ("Tea", Err(AgentError::Truncated)), "a connection that breaks");
    let (told, service) = asked(vec![Reply::made(200, SSE, [Act::send(&opening()), Act::flood(&delta("x"))])]).await;
    assert_eq!((told.text, told.end), ("x".repeat(128), Ok(Finish::Length)), "a flood");
    service.seen.idle(PROMPTLY).await;
    assert_eq!(service.seen.left(), 1);
}

#[tokio::test]
async fn what_its_failures_mean() {
    use AgentError::{ContextTooLong, Misconfigured, Protocol, RateLimited, Timeout, Unavailable, Upstream as Failed};
    let slowly = Some(Duration::from_secs(2));
    let refuse = |status, body: &str| Reply::whole(status, JSON, body).header("Retry-After", "2");
    let error = event("error", r#""error":{"type":"overloaded_error","message":"overloaded"}"#);
    for (reply, end, times) in [
        (refuse(401, "{}"), Misconfigured, 1),
        (refuse(429, "{}"), RateLimited { retry_after: slowly }, 1),
        (refuse(400, r#"{"error":{"message":"prompt is too long: 9 tokens"}}"#), ContextTooLong, 2),
        (refuse(503, "{}"), Unavailable, 1),
        (Reply::whole(503, JSON, "{}").header("Retry-After", "0"), Unavailable, 3),
        (Reply::nothing(), Unavailable, 2),
        (Reply::pieces(SSE, [&*opening(), &*error]), Failed, 1),
        (Reply::pieces(SSE, [&*opening(), "event: content_block_delta\ndata: {\"delta\":\n\n"]), Protocol, 1),
        (Reply::made(200, SSE, [Act::send(&opening()), Act::Hang]), Timeout, 1),
    ] {
        let shown = format!("{reply:?}");
        let (told, service) = asked(vec![reply]).await;
        assert_eq!((told.end, service.seen.connections()), (Err(end), times), "{shown}");
        service.seen.idle(PROMPTLY).await;
    }
}

#[tokio::test]
async fn pings_are_no_answer_where_they_are_silence() {
    let short = Duration::from_millis(300);
    let limits = Timeouts { first_byte: short, idle: short, silent_keep_alives: true, ..timeouts() };
    let ping = b"event: ping\ndata: {\"type\":\"ping\"}\n\n".to_vec();
    let pings = Act::Send { bytes: ping, times: u32::MAX, pause: Duration::from_millis(10) };
    let service = Upstream::start(vec![Reply::made(200, SSE, [Act::send(&opening()), pings])]).await;
    let told = ask(&registry_with(limits).await, model("anthropic", &service), "Tea?").await;
    assert_eq!(told.end, Err(AgentError::Timeout));
    service.seen.idle(PROMPTLY).await;
}
