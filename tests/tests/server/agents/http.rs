//! Errors that visitors get when a service fails: over HTTP, end to end.

use std::sync::Arc;

use parlor_shared::error::{ErrorBody, ErrorCode};
use parlor_tests::{
    app::{self, TestApp},
    databases::Backend,
    upstream::{Act, Reply, Upstream},
    visitor::Transcript,
};
use serde_json::json;

use super::bench::{JSON, SSE, STOP, chunk, model, registry};

/// A server whose agent asks this service.
async fn server(service: &Upstream) -> TestApp {
    let app = TestApp::start(Backend::Temporary, Arc::new(registry().await)).await.unwrap();
    let profile = app::agent(model("openai", service), jiff::Timestamp::UNIX_EPOCH).unwrap();
    app.store.put_agent(&profile).await.unwrap();
    app
}

#[tokio::test]
async fn an_answer_at_once_fails_with_a_status_of_its_own() {
    let refusal =
        |status, header: &str| Reply::whole(status, JSON, "{\"error\":\"sk-SECRET123\"}").header("Retry-After", header);
    let says = |status, code: &str| Reply::whole(status, JSON, &json!({"error": {"code": code}}).to_string());
    for (reply, status, code, wait) in [
        (refusal(500, "9"), 502, ErrorCode::UpstreamUnavailable, None),
        (refusal(401, "9"), 502, ErrorCode::AgentMisconfigured, None),
        (refusal(404, "9"), 502, ErrorCode::AgentMisconfigured, None),
        (refusal(400, "9"), 502, ErrorCode::UpstreamRejected, None),
        (refusal(422, "9"), 502, ErrorCode::UpstreamRejected, None),
        (says(429, "insufficient_quota"), 502, ErrorCode::AgentMisconfigured, None),
        (says(400, "model_not_found"), 502, ErrorCode::AgentMisconfigured, None),
        (says(400, "context_length_exceeded"), 502, ErrorCode::ContextTooLong, None),
        (refusal(429, "99999"), 503, ErrorCode::UpstreamRateLimited, Some(300)),
        (refusal(429, "Fri, 15 Jan 2044 08:00:00 GMT"), 503, ErrorCode::UpstreamRateLimited, Some(300)),
        (refusal(429, "2"), 503, ErrorCode::UpstreamRateLimited, Some(2)),
        (refusal(408, "9"), 504, ErrorCode::UpstreamTimeout, None),
        (Reply::pieces(SSE, [&*chunk("Te")]), 502, ErrorCode::UpstreamTruncated, None),
        (Reply::pieces(SSE, ["data: [DONE]\n\n"]), 502, ErrorCode::UpstreamEmpty, None),
    ] {
        let service = Upstream::start(vec![reply]).await;
        let app = server(&service).await;
        let visitor = app.visitor().await.unwrap();
        let response = visitor.post("/messages").json(&json!({"message": "Tea?"})).send().await.unwrap();
        assert_eq!(response.status(), status, "{code:?}");
        let body = response.text().await.unwrap();
        assert!(!body.contains("SECRET"), "{body}");
        let error = serde_json::from_str::<ErrorBody>(&body).unwrap().error;
        assert_eq!((error.code, error.retryable, error.retry_after), (code, code.retryable(), wait));
    }
}

/// Some services filter by refusing, others by ending.
#[tokio::test]
async fn what_a_service_withholds_ended_so() {
    let body = json!({"error": {"code": "content_filter", "innererror": {"code": "ResponsibleAIPolicyViolation"}}});
    let service = Upstream::start(vec![Reply::whole(400, JSON, &body.to_string())]).await;
    let app = server(&service).await;
    let transcript = app.visitor().await.unwrap().ask("Tea?").await.unwrap();
    let (name, done) = transcript.end.unwrap();
    assert_eq!((name.as_str(), &done["finish"]), ("done", &json!("content_filter")));
}

#[tokio::test]
async fn a_stream_keeps_what_was_said_and_ends_with_an_error() {
    let service = Upstream::start(vec![Reply::pieces(SSE, [&*chunk("Green ")]).then(Act::Reset)]).await;
    let app = server(&service).await;
    let visitor = app.visitor().await.unwrap();
    let transcript = visitor.ask("Tea?").await.unwrap();
    assert_eq!(transcript.text, "Green ");
    let (name, error) = transcript.end.unwrap();
    assert_eq!(
        (name.as_str(), error["code"].as_str(), error["retryable"].as_bool()),
        ("error", Some("upstream_truncated"), Some(true))
    );
    let history = visitor.history().await.unwrap();
    assert_eq!(history.last().unwrap().text, "Green ");
}

#[tokio::test]
async fn lines_that_look_like_events_stay_text() {
    let said = "a\n\nevent: done\ndata: {}\n\n<img src=x onerror=alert(1)>";
    let service = Upstream::start(vec![Reply::pieces(SSE, [&*chunk(said), STOP])]).await;
    let app = server(&service).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("text");
    transcript.read(visitor.say("Tea?", "", "text").send().await.unwrap(), None).await.unwrap();
    assert_eq!(transcript.text, said);
    assert_eq!(transcript.names.iter().filter(|name| *name == "done").count(), 1);
}
