//! "Rate Limiting", and what one conversation may cost. The clock stands still.

use std::time::Duration;

use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend,
    repertoire::Repertoire,
};
use reqwest::Response;
use serde_json::{Value, json};

use super::{CHAT, INIT, begun, on, open, post, refusal, reply, say, saying, send, with};

async fn limited(flags: &[&str]) -> TestApp {
    on(Backend::Temporary, Repertoire::default().agents(), flags).await
}

async fn from(app: &TestApp, address: &str, path: &str, body: &Value) -> Response {
    post(app, path, body).header("X-Forwarded-For", address).send().await.unwrap()
}

#[tokio::test]
async fn sixty_conversations_a_minute_from_one_address_and_forwarded_headers_do_not_help() {
    let app = limited(&[]).await;
    let body = json!({"key": KEY});
    for n in 0..60 {
        reply(from(&app, &format!("192.0.2.{n}"), INIT, &body).await).await;
    }
    let refused = refusal(from(&app, "198.51.100.1", INIT, &body).await).await;
    assert_eq!((refused.status, refused.error.as_str()), (429, "Rate limit exceeded. Wait and retry."));
    let wait = refused.retry_after.unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    app.clock.advance(Duration::from_secs(wait));
    reply(send(&app, INIT, &body).await).await;
    assert_eq!(refusal(send(&app, INIT, &body).await).await.status, 429, "one had been refilled");
}

#[tokio::test]
async fn sixty_messages_a_minute_from_one_address_whatever_they_are() {
    let app = limited(&[]).await;
    let conversation = open(&app).await;
    for n in 0..60 {
        let body = if n % 2 == 0 { saying(&conversation, "Hi") } else { json!({"key": "wk_guess"}) };
        let status = from(&app, &format!("2001:db8:{n}::1"), CHAT, &body).await.status();
        assert_eq!(status, if n % 2 == 0 { 200 } else { 400 }, "{n}");
    }
    let refused = refusal(from(&app, "203.0.113.9", CHAT, &saying(&conversation, "Hi")).await).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refusal(send(&app, CHAT, &json!({})).await).await.status, 429, "guesses are counted too");
    open(&app).await;
    app.clock.advance(Duration::from_secs(refused.retry_after.unwrap()));
    reply(say(&app, &conversation, "Hi").await).await;
}

#[tokio::test]
async fn both_limits_are_configurable() {
    let app = limited(&["--nexon-init-per-minute", "2", "--nexon-chat-per-minute", "1"]).await;
    let conversation = open(&app).await;
    open(&app).await;
    assert_eq!(refusal(send(&app, INIT, &json!({"key": KEY})).await).await.status, 429);
    reply(say(&app, &conversation, "Hi").await).await;
    let refused = refusal(say(&app, &conversation, "Hi").await).await;
    assert_eq!((refused.status, refused.retry_after), (429, Some(60)));
}

/// Behind a proxy that is trusted, the address it saw counts; a customer's IPv6 network is one address.
#[tokio::test]
async fn a_v6_network_shares_its_limit_and_others_have_their_own() {
    let app = limited(&["--trusted-proxies", "127.0.0.0/8", "--nexon-init-per-minute", "1"]).await;
    let body = json!({"key": KEY});
    let status = async |address: &str| from(&app, address, INIT, &body).await.status().as_u16();
    assert_eq!(status("2001:db8:5:6:aaaa::1").await, 200);
    assert_eq!(status("2001:db8:5:6:bbbb::2").await, 429);
    assert_eq!(status("198.51.100.7, 2001:db8:5:6::3").await, 429, "what the client wrote itself does not count");
    assert_eq!(status("2001:db8:5:7::1").await, 200);
    assert_eq!(status("192.0.2.1").await, 200);
}

#[tokio::test]
async fn one_answer_at_a_time() {
    let (answers, gate) = Repertoire::default().held("wait", "so ", "long");
    let app = with(answers).await;
    let conversation = open(&app).await;
    let answer = tokio::spawn(post(&app, CHAT, &saying(&conversation, "wait")).send());
    begun(&app, &conversation).await;
    let refused = refusal(say(&app, &conversation, "Hi").await).await;
    assert_eq!(refused.status, 429);
    assert!(refused.error.contains("still being written"), "{refused:?}");
    let other = open(&app).await;
    reply(say(&app, &other, "Hi").await).await;
    gate.open(1);
    assert_eq!(reply(answer.await.unwrap().unwrap()).await, json!({"response": "so long"}));
    reply(say(&app, &conversation, "Hi").await).await;
}

#[tokio::test]
async fn a_client_that_stops_waiting_does_not_stop_the_answer() {
    let (answers, gate) = Repertoire::default().held("wait", "so ", "long");
    let app = with(answers).await;
    let conversation = open(&app).await;
    let impatient = tokio::spawn(post(&app, CHAT, &saying(&conversation, "wait")).send());
    begun(&app, &conversation).await;
    impatient.abort();
    assert!(impatient.await.unwrap_err().is_cancelled());
    gate.open(1);
    app.state.turns.drain();
    app.state.turns.drained().await;
    assert_eq!(app.store.history(&conversation, None, 10).await.unwrap()[1].text, "so long");
}

#[tokio::test]
async fn a_conversation_has_a_budget() {
    let app = limited(&["--answers-per-day", "2"]).await;
    let conversation = open(&app).await;
    reply(say(&app, &conversation, "1").await).await;
    reply(say(&app, &conversation, "2").await).await;
    let refused = refusal(say(&app, &conversation, "3").await).await;
    assert_eq!((refused.status, refused.retry_after), (429, Some(24 * 3600)));
    assert!(refused.error.contains("reached its limit"), "{refused:?}");
    app.clock.advance(Duration::from_hours(24));
    reply(say(&app, &conversation, "4").await).await;
}
