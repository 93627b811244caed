//! When a service is asked again, and when it is not.

use std::time::Duration;

use parlor::{agent::Timeouts, core::agent::AgentError};
use parlor_shared::{error::ErrorCode, widget::Finish};
use parlor_tests::upstream::{Act, Reply, Upstream};

use super::bench::{JSON, SSE, STOP, Told, ask, chunk, endpoint, model, registry, registry_with, timeouts};

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
    for status in [502, 503] {
        let (told, times) = asked(vec![Reply::whole(status, "text/html", "<html>")]).await;
        assert_eq!((told.end, times), (Err(AgentError::Unavailable), 2), "{status}");
    }
}

#[tokio::test]
async fn other_refusals_are_final() {
    use AgentError::{
        ContextTooLong, Misconfigured, Protocol, RateLimited, Rejected, Timeout, Unavailable, Upstream as Failed,
    };
    for (status, error) in [
        (301, Misconfigured),
        (400, Rejected),
        (401, Misconfigured),
        (403, Misconfigured),
        (404, Misconfigured),
        (408, Timeout),
        (409, Failed),
        (418, Rejected),
        (429, RateLimited { retry_after: None }),
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
    let limits = Timeouts { idle: Duration::from_millis(300), total: Duration::from_mins(1), ..timeouts() };
    let service = Upstream::start(vec![Reply::made(200, SSE, [Act::flood(": ping\n\n")])]).await;
    for spec in [model("openai", &service), endpoint(&service)] {
        let told = ask(&registry_with(limits).await, spec, "Tea?").await;
        assert_eq!(told.end, Err(AgentError::Timeout));
    }
}
