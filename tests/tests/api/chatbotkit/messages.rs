//! Messages: lists, and votes on answers.

use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite, Temporary},
    repertoire::Repertoire,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    bench::{Bench, lines, refuses, reply, text},
    talk::Talk,
};

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| text(&item["id"])).collect()
}

/// Follows cursors to the end.
async fn walk(talk: &Talk<'_>, query: &str) -> Vec<String> {
    let (mut all, mut path) = (Vec::new(), format!("/message/list?{query}"));
    loop {
        let page = reply(talk.get(&path)).await;
        all.extend(ids(&page));
        let cursor = text(&page["cursor"]);
        if cursor.is_empty() {
            return all;
        }
        path = format!("/message/list?{query}&cursor={cursor}");
    }
}

#[rstest]
#[tokio::test]
async fn cursors_lead_through_everything_once(#[values(Temporary, Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    for n in 0..6 {
        talk.said(&format!("{n}")).await;
    }
    let said: Vec<_> = talk.history().await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["0", "0", "1", "1", "2", "2", "3", "3", "4", "4", "5", "5"]);
    let all = walk(&talk, "order=asc").await;
    for take in [1, 5, 12, 13] {
        assert_eq!(walk(&talk, &format!("order=asc&take={take}")).await, all, "{take}");
        let mut newest_first = walk(&talk, &format!("take={take}")).await;
        newest_first.reverse();
        assert_eq!(newest_first, all, "newest first when nothing is said");
    }
    let page = reply(talk.get("/message/list?take=12")).await;
    assert_eq!(page["cursor"], "", "nothing comes after the last one");
    let read = lines(talk.get(&format!("/message/list?order=asc&take=3&cursor={}", all[6]))).await;
    let read: Vec<_> = read.iter().map(|line| (text(&line["type"]), text(&line["data"]["id"]))).collect();
    assert_eq!(read, [7, 8, 9].map(|at| ("item".to_owned(), all[at].clone())));
}

#[tokio::test]
async fn a_cursor_stands_while_more_is_said() {
    let bench = Bench::new().await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    for n in 0..3 {
        talk.said(&format!("{n}")).await;
    }
    let before = walk(&talk, "").await;
    let page = reply(talk.get("/message/list?take=2")).await;
    talk.said("more").await;
    let rest = walk(&talk, &format!("cursor={}", text(&page["cursor"]))).await;
    assert_eq!(rest, before[2..], "older ones, each once");
    let after = reply(talk.get(&format!("/message/list?order=asc&cursor={}", before[0]))).await;
    assert_eq!(ids(&after).len(), 2, "newer ones come after");
}

#[tokio::test]
async fn a_message_as_it_is_listed() {
    let bench = Bench::new().await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    let said = talk.said("Hi").await;
    let page = reply(talk.get("/message/list")).await;
    let at = 1_800_000_000_000_i64;
    let expected = json!({"items": [
        {"id": said["id"], "type": "bot", "text": "Hi", "createdAt": at, "updatedAt": at},
        {"id": page["items"][1]["id"], "type": "user", "text": "Hi", "createdAt": at, "updatedAt": at}
    ], "cursor": ""});
    assert_eq!(page, expected);
}

#[tokio::test]
async fn odd_parameters_are_refused() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    let (talk, other) = (Talk::open(&bench, &id).await, Talk::open(&bench, &id).await);
    let foreign = text(&other.said("Hi").await["id"]);
    let odd =
        ["take=0", "take=-1", "take=x", "order=up", "take=", "order=", "cursor=nothing", "cursor=a%20b", "cursor=%00"];
    for query in odd.into_iter().chain([format!("cursor={foreign}").as_str()]) {
        let request = talk.get(&format!("/message/list?{query}"));
        let is_malformed = !query.starts_with("cursor");
        let (status, code) = if is_malformed { (400, "BAD_REQUEST") } else { (422, "UNPROCESSABLE_ENTITY") };
        refuses(request, status, code).await;
    }
    assert_eq!(reply(talk.get("/message/list?cursor=&more=1")).await, json!({"items": [], "cursor": ""}));
}

#[rstest]
#[tokio::test]
async fn the_last_vote_counts(#[values(Temporary, Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    let answer = text(&talk.said("Hi").await["id"]);
    let feedback = async || {
        let conversation = talk.id.parse().unwrap();
        let message = bench.app.store.message(&conversation, &answer.parse().unwrap()).await.unwrap().unwrap();
        message.feedback.map(|feedback| serde_json::to_value(feedback.value).unwrap())
    };
    assert_eq!(feedback().await, None);
    for (way, body, value) in [
        ("upvote", json!({}), "up"),
        ("downvote", json!({"value": -100, "reason": "Größe: \"falsch\" 🙂"}), "down"),
        ("downvote", json!({"value": 0}), "down"),
        ("upvote", json!({"value": 100, "reason": null}), "up"),
    ] {
        assert_eq!(reply(talk.post(&format!("/message/{answer}/{way}"), &body)).await, json!({"id": answer}));
        assert_eq!(feedback().await, Some(json!(value)));
    }
    let url = bench.app.url(&format!("/v1/conversation/{}/message/{answer}/downvote", talk.id));
    let bare = bench.app.client.post(url).bearer_auth(&bench.ours.secret);
    assert_eq!(reply(bare).await, json!({"id": answer}), "the team may vote, and a body is not needed");
}

#[tokio::test]
async fn odd_votes_are_refused() {
    let bench = Bench::new().await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    let answer = text(&talk.said("Hi").await["id"]);
    let question = reply(talk.get("/message/list?order=asc&take=1")).await;
    let question = text(&question["items"][0]["id"]);
    for (path, body) in [
        ("upvote", json!({"value": "1"})),
        ("upvote", json!({"reason": "r".repeat(2_001)})),
        ("upvote", json!({"reason": 1})),
        ("upvote", json!({"points": 1})),
        ("downvote", json!([])),
    ] {
        refuses(talk.post(&format!("/message/{answer}/{path}"), &body), 400, "BAD_REQUEST").await;
    }
    // One body for both: its sign is not described.
    for (path, value) in [("upvote", -1), ("downvote", 1)] {
        let request = talk.post(&format!("/message/{answer}/{path}"), &json!({"value": value}));
        refuses(request, 422, "UNPROCESSABLE_ENTITY").await;
    }
    for nothing in [question.as_str(), "3f2b0c1e-7d7a-4a55-9a58-0d4f8a2f7b11", "%00", "a%20b"] {
        for way in ["upvote", "downvote"] {
            refuses(talk.post(&format!("/message/{nothing}/{way}"), &json!({})), 404, "NOT_FOUND").await;
        }
    }
}
