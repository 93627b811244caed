//! The live view of a team.

use std::time::Duration;

use parlor_shared::{
    owner::ActivityRecord,
    sse::{Decoder, Event},
};
use parlor_tests::databases::Backend;
use reqwest::{Method, Response};
use serde_json::json;

use super::{Pair, deleted, got, sent};

/// Reads events until there are so many; returns their numbers and kinds.
async fn events(mut response: Response, count: usize) -> Vec<(String, String)> {
    let (mut decoder, mut events) = (Decoder::new(1 << 20), Vec::new());
    while events.len() < count {
        let bytes = tokio::time::timeout(Duration::from_secs(10), response.chunk()).await.unwrap().unwrap().unwrap();
        let told = |event: Event| {
            if event.event != "ready" {
                let record: ActivityRecord = serde_json::from_str(&event.data).unwrap();
                assert_eq!(event.last_event_id, record.seq.to_string());
            }
            events.push((event.last_event_id, event.event));
        };
        decoder.feed(&bytes, told).unwrap();
    }
    events
}

#[tokio::test]
async fn what_happens_is_told_at_once_and_a_lost_connection_loses_nothing() {
    let pair = Pair::usual().await;
    let (visitor, ..) = pair.visited().await;
    let live = async |path: &str| pair.us.team_request(Method::GET, path).send().await.unwrap();
    let from_now = live("/live").await;
    assert_eq!(from_now.headers()["content-type"], "text/event-stream; charset=utf-8");
    visitor.ask("Hello").await.unwrap();
    let told: Vec<_> = events(from_now, 4).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(told, ["ready", "conversation.started", "message.created", "message.created"]);
    let all = events(live("/live?after=0").await, 4).await;
    let resumed = pair.us.team_request(Method::GET, "/live").header("Last-Event-ID", &all[1].0).send().await.unwrap();
    assert_eq!(events(resumed, 3).await[1..], all[2..4], "after the last one that was received");
    let (status, _) = got(&pair.us, "/live?after=x").await;
    assert_eq!(status, 400);
    let odd = pair.us.team_request(Method::GET, "/live").header("Last-Event-ID", "m:1").send().await.unwrap();
    assert_eq!(odd.status(), 400);
}

/// Reads to the end, which must come.
async fn rest(mut response: Response) {
    let end = async { while response.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(10), end).await.expect("the stream ends");
}

#[tokio::test]
async fn a_stream_ends_with_its_credential() {
    let pair = Pair::new(Backend::Temporary, &["--recheck-seconds", "1"]).await;
    let (_, made) = sent(&pair.us, Method::POST, "/secrets", &json!({"name": "CI"})).await;
    let live = |request: reqwest::RequestBuilder| async { request.send().await.unwrap().error_for_status().unwrap() };
    let path = format!("{}/api/teams/{}/live", pair.app.base, pair.us.team);
    let program = live(pair.app.client.get(path).bearer_auth(made["secret"].as_str().unwrap())).await;
    let member = live(pair.us.team_request(Method::GET, "/live")).await;
    assert_eq!(deleted(&pair.us, &format!("/secrets/{}", made["id"].as_str().unwrap())).await.0, 204);
    rest(program).await;
    let signed_out = pair.us.request(Method::POST, "/api/auth/logout").send().await.unwrap();
    assert!(signed_out.status().is_success(), "{}", signed_out.status());
    rest(member).await;
}
