//! Sending something again: the same `Idempotency-Key` is the same message.

use parlor::agent::scripted::Step;
use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite},
    repertoire::Repertoire,
};
use reqwest::RequestBuilder;
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    bench::{Bench, lines, refuses, reply, text},
    talk::Talk,
};

fn keyed(request: RequestBuilder, key: &str) -> RequestBuilder {
    request.header("Idempotency-Key", key)
}

/// Never says the same twice.
fn fickle() -> Repertoire {
    let says = |text: &str| [Step::Text(text.into())];
    Repertoire::default().on("Hi", says("first")).on("Hi", says("second")).on("Hi", says("third"))
}

#[rstest]
#[tokio::test]
async fn the_same_key_is_the_same_message(#[values(Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, fickle().agents()).await;
    let widget = bench.ours.shop().await;
    let talk = Talk::open(&bench, &widget).await;
    let first = reply(keyed(talk.say("Hi"), "k1")).await;
    let again = keyed(talk.say("Hi"), "k1").send().await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.json::<Value>().await.unwrap(), first, "the same answer");
    let read = lines(keyed(talk.say("Hi"), "k1")).await;
    assert_eq!(read.last().unwrap(), &json!({"type": "result", "data": first}), "as lines too");
    assert_eq!(talk.history().await.len(), 2, "once");

    refuses(keyed(talk.say("Bye"), "k1"), 409, "CONFLICT").await;
    let other = reply(keyed(talk.say("Hi"), "k2")).await;
    assert_eq!((&other["text"], other["id"] == first["id"]), (&json!("second"), false), "another key, another message");
    let elsewhere = reply(keyed(Talk::open(&bench, &widget).await.say("Hi"), "k1")).await;
    assert_eq!(elsewhere["text"], "third", "a key is one conversation's");
    assert_eq!(talk.history().await.len(), 4);
}

#[tokio::test]
async fn a_refused_message_does_not_use_up_its_key() {
    let bench = Bench::new().await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    refuses(keyed(talk.say(" "), "k1"), 400, "BAD_REQUEST").await;
    let said = keyed(talk.say("Hi"), "k1").send().await.unwrap();
    assert!(said.headers().get("idempotency-replayed").is_none());
    assert_eq!(said.status(), 200);
}

#[tokio::test]
async fn odd_keys_are_refused() {
    let bench = Bench::new().await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    for odd in ["", " ", "a b", "ä", &"k".repeat(256)] {
        let message = refuses(keyed(talk.say("Hi"), odd), 400, "BAD_REQUEST").await;
        assert!(message.starts_with("Idempotency-Key"), "{message}");
    }
    assert_eq!(reply(keyed(talk.say("Hi"), &"k".repeat(255))).await["text"], "Hi");
}

#[tokio::test]
async fn ten_at_once_are_one() {
    let bench = Bench::with(Sqlite, fickle().agents()).await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    let all = futures_util::future::join_all((0..10).map(|_| reply(keyed(talk.say("Hi"), "k1")))).await;
    let ids: std::collections::BTreeSet<_> = all.iter().map(|reply| text(&reply["id"])).collect();
    assert_eq!((ids.len(), talk.history().await.len()), (1, 2));
    assert!(all.iter().all(|reply| reply["text"] == "first"));
}
