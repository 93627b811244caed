//! Cases in which a request to a service is retried, and those in which it is not.

use std::time::Duration;

use parlor::{
    agent::Timeouts,
    core::{conversation::agent_error::AgentError, owner::model_options::ModelOptions},
};
use parlor_shared::{error::ErrorCode, widget::Finish};
use parlor_tests::upstream::{Act, Reply, Upstream};
use tokio::time::Instant;

use super::bench::{
    JSON, SSE, STOP, Told, ask, chunk, endpoint, model, registry, registry_with, timeouts, with_options,
};

fn well() -> Reply {
    Reply::pieces(SSE, [&*chunk("Hi"), STOP])
}

/// Asks a model's service that replies like this; tells the answer and how often it was asked.
async fn asked(replies: Vec<Reply>) -> (Told, usize) {
    let service = Upstream::start(replies).await;
    let told = ask(&registry().await, model("openai", &service), "Tea?").await;
    (told, service.seen.connections())
}

#[tokio::test]
async fn a_connection_that_closes_before_a_response_is_made_once_more() {
    let (told, times) = asked(vec![Reply::nothing(), well()]).await;
    assert_eq!((told.text.as_str(), told.end, times), ("Hi", Ok(Finish::Stop), 2));
    let reset = Reply { acts: vec![Act::Reset], ..Reply::nothing() };
    let (told, times) = asked(vec![reset, well()]).await;
    assert_eq!((told.text.as_str(), told.end, times), ("Hi", Ok(Finish::Stop), 2));
    let (told, times) = asked(vec![Reply::nothing()]).await;
    assert_eq!((told.end, times), (Err(AgentError::Unavailable), 2), "and not a third time");
}

#[tokio::test]
async fn a_gateway_without_a_service_is_asked_twice_and_no_more() {
    let (told, times) = asked(vec![Reply::whole(502, "text/html", "<html>")]).await;
    assert_eq!((told.end, times), (Err(AgentError::Unavailable), 2));
}

#[tokio::test]
async fn a_busy_service_is_asked_three_times_when_it_says() {
    let busy = |status| Reply::whole(status, JSON, "{}");
    for status in [429, 503] {
        let (told, times) = asked(vec![busy(status), busy(status), well()]).await;
        assert_eq!((told.text.as_str(), told.end, times), ("Hi", Ok(Finish::Stop), 3), "{status}");
        let (told, times) = asked(vec![busy(status)]).await;
        assert_eq!((told.end.is_err(), times), (true, 3), "{status}: and not a fourth time");
        let (told, times) = asked(vec![busy(status).header("Retry-After", "2"), well()]).await;
        assert_eq!((told.end.is_err(), times), (true, 1), "{status}: longer than anybody waits");
    }
    let began = Instant::now();
    let (told, times) = asked(vec![busy(429).header("retry-after-ms", "300"), well()]).await;
    assert_eq!((told.end, times), (Ok(Finish::Stop), 2));
    assert!(began.elapsed() >= Duration::from_millis(300), "not before it said");
    let quota = Reply::whole(429, JSON, r#"{"error":{"code":"insufficient_quota"}}"#);
    let (told, times) = asked(vec![quota]).await;
    assert_eq!((told.end, times), (Err(AgentError::Misconfigured), 1), "waiting does not help");
}

#[tokio::test]
async fn other_refusals_are_final() {
    use AgentError::{ContextTooLong, Misconfigured, Protocol, Rejected, Timeout, Unavailable, Upstream as Failed};
    for (status, error) in [
        (301, Misconfigured),
        (400, Rejected),
        (401, Misconfigured),
        (403, Misconfigured),
        (404, Misconfigured),
        (408, Timeout),
        (409, Failed),
        (418, Rejected),
        (500, Unavailable),
        (504, Timeout),
    ] {
        let (told, times) = asked(vec![Reply::whole(status, JSON, "{}").header("Location", "/elsewhere")]).await;
        assert_eq!((told.end, times), (Err(error), 1), "{status}");
    }
    let long = Reply::whole(400, JSON, r#"{"error":{"code":"context_length_exceeded"}}"#);
    let (told, times) = asked(vec![long]).await;
    assert_eq!((told.end, times), (Err(ContextTooLong), 2), "once more without history, then never");
    assert_eq!(ContextTooLong.code(), ErrorCode::ContextTooLong);
    let (told, _) = asked(vec![Reply::whole(200, "text/html", "<html>Please log in")]).await;
    assert_eq!(told.end, Err(Protocol));
}

#[tokio::test]
async fn nothing_is_asked_again_once_a_word_was_said() {
    let (told, times) = asked(vec![Reply::pieces(SSE, [&*chunk("Hi")]).then(Act::Close), well()]).await;
    assert_eq!((told.text.as_str(), told.end, times), ("Hi", Err(AgentError::Truncated), 1));
}

#[tokio::test]
async fn a_word_now_and_then_does_not_outlast_the_whole_time() {
    let limits = Timeouts { total: Duration::from_millis(400), ..timeouts() };
    let pause = Duration::from_millis(20);
    let drip = Act::Send { bytes: chunk("x").into(), times: 1_000, pause };
    let thoughts = b"data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n".to_vec();
    let thinks = Act::Send { bytes: thoughts, times: 1_000, pause };
    for acts in [drip, thinks] {
        let service = Upstream::start(vec![Reply::made(200, SSE, [acts])]).await;
        let told = ask(&registry_with(limits).await, model("openai", &service), "Tea?").await;
        assert_eq!(told.end, Err(AgentError::Timeout));
        service.seen.idle(Duration::from_secs(1)).await;
    }
}

#[tokio::test]
async fn a_flood_of_comments_is_no_answer() {
    let limits = Timeouts { idle: Duration::from_millis(300), total: Duration::from_millis(600), ..timeouts() };
    let service = Upstream::start(vec![Reply::made(200, SSE, [Act::flood(": ping\n\n")])]).await;
    for spec in [model("openai", &service), endpoint(&service)] {
        let told = ask(&registry_with(limits).await, spec, "Tea?").await;
        assert_eq!(told.end, Err(AgentError::Timeout));
    }
}

/// A slow model says nothing but comments for a while.
fn slowly() -> Reply {
    let comments = Act::Send { bytes: b": thinking\n\n".to_vec(), times: 12, pause: Duration::from_millis(50) };
    Reply::made(200, SSE, [comments, Act::send(&chunk("Hi")), Act::send(STOP)])
}

#[tokio::test]
async fn comments_keep_a_slow_model_alive_unless_its_owner_says_otherwise() {
    let short = Duration::from_millis(300);
    let agents = registry_with(Timeouts { first_byte: short, idle: short, ..timeouts() }).await;
    let service = Upstream::start(vec![slowly()]).await;
    let told = ask(&agents, model("openai", &service), "Tea?").await;
    assert_eq!((told.text.as_str(), told.end), ("Hi", Ok(Finish::Stop)));
    let strict = ModelOptions { keep_alives_are_silence: true, ..ModelOptions::default() };
    let told = ask(&agents, with_options(model("openai", &service), strict.clone()), "Tea?").await;
    assert_eq!(told.end, Err(AgentError::Timeout));
    let patient = ModelOptions { first_token_seconds: Some(5), ..strict };
    let told = ask(&agents, with_options(model("openai", &service), patient), "Tea?").await;
    assert_eq!((told.text.as_str(), told.end), ("Hi", Ok(Finish::Stop)), "an owner who knows it to be slow");
}
