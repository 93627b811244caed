//! One team and another, one visitor and another: what is not yours is answered like what does not exist.

use reqwest::Method;
use serde_json::json;

use super::bench::{Bench, refused, refuses, reply, text};

/// Every call on one widget: method, rest of the path.
const CALLS: [(Method, &str); 9] = [
    (Method::GET, "/fetch"),
    (Method::GET, "/language/fetch"),
    (Method::POST, "/update"),
    (Method::POST, "/delete"),
    (Method::POST, "/clone"),
    (Method::POST, "/setup"),
    (Method::POST, "/session/create"),
    (Method::POST, "/file/f1/attach"),
    (Method::POST, "/file/f1/detach"),
];

#[tokio::test]
async fn another_team_s_widget_is_like_none() {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&json!({"name": "Shop", "alias": "shop"})).await;
    let before = bench.ours.fetch(&id).await;
    for (method, path) in CALLS {
        let mut answers = Vec::new();
        for name in [id.as_str(), "shop", "00000000-0000-7000-8000-000000000000", "%00", "a%20b", "%FF"] {
            let url = bench.app.url(&format!("/v1/integration/widget/{name}{path}"));
            let body = if path == "/file/f1/attach" { json!({"type": "bot"}) } else { json!({}) };
            let request = bench.app.client.request(method.clone(), url).bearer_auth(&bench.theirs.secret);
            let request = if method == Method::POST { request.json(&body) } else { request };
            answers.push(refused(request.send().await.unwrap()).await);
        }
        assert_eq!(answers[0].0, 404, "{path}: {answers:?}");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{path}: {answers:?}");
    }
    assert_eq!(bench.ours.fetch(&id).await, before, "nothing was written");
    let list = reply(bench.theirs.get("/list")).await;
    assert_eq!(list, json!({"items": [], "cursor": ""}));
}

#[tokio::test]
async fn nobody_gets_in_without_a_secret() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    let (_, token) = bench.session(&id).await;
    let visitor = bench.app.visitor().await.unwrap();
    let wrong = format!("ps_{}", "0".repeat(32));
    for credential in ["", &wrong, &token, &visitor.jwt, &visitor.secret, parlor_tests::app::KEY, "Bearer", "\u{e4}"] {
        for (method, path) in CALLS {
            let url = bench.app.url(&format!("/v1/integration/widget/{id}{path}"));
            let request = bench.app.client.request(method.clone(), url).bearer_auth(credential);
            let request = if method == Method::POST { request.json(&json!({})) } else { request };
            refuses(request, 401, "NOT_AUTHENTICATED").await;
        }
        let url = bench.app.url("/v1/integration/widget/list");
        refuses(bench.app.client.get(url).bearer_auth(credential), 401, "NOT_AUTHENTICATED").await;
    }
    let url = |query: &str| bench.app.url(&format!("/v1/integration/widget/list{query}"));
    let secret = &bench.ours.secret;
    refuses(bench.app.client.get(url("")), 401, "NOT_AUTHENTICATED").await;
    refuses(bench.app.client.get(url(&format!("?secret={secret}&token={secret}"))), 401, "NOT_AUTHENTICATED").await;
    refuses(bench.app.client.get(url("")).header("Cookie", format!("token={secret}")), 401, "NOT_AUTHENTICATED").await;
    refuses(bench.app.client.get(url("")).header("Authorization", format!("Basic {secret}")), 401, "NOT_AUTHENTICATED")
        .await;
    let lower = bench.app.client.get(url("")).header("Authorization", format!("bearer {secret}"));
    assert_eq!(lower.send().await.unwrap().status(), 200, "the scheme has no case");
}

#[tokio::test]
async fn a_revoked_secret_is_out_at_once() {
    let bench = Bench::new().await;
    let secrets = bench.app.store.secrets(&bench.ours.team).await.unwrap();
    assert!(
        bench.app.store.remove_secret(&bench.ours.team, &secrets[0].id, jiff::Timestamp::UNIX_EPOCH).await.unwrap()
    );
    refuses(bench.ours.get("/list"), 401, "NOT_AUTHENTICATED").await;
}

#[tokio::test]
async fn owners_calls_tell_pages_nothing() {
    let bench = Bench::new().await;
    let request = bench.ours.get("/list").header("Origin", parlor_tests::visitor::ORIGIN);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.headers().keys().all(|name| !name.as_str().starts_with("access-control")));
    let url = bench.app.url("/v1/integration/widget/list");
    let preflight = bench.app.client.request(Method::OPTIONS, url).header("Origin", parlor_tests::visitor::ORIGIN);
    refuses(preflight.header("Access-Control-Request-Method", "GET"), 405, "METHOD_NOT_ALLOWED").await;
}

#[tokio::test]
async fn a_token_opens_its_own_conversation_only() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    let (mine, token) = bench.session(&id).await;
    let (other, other_token) = bench.session(&id).await;
    let theirs = bench.theirs.widget(&json!({"botId": super::bench::THEIR_AGENT})).await;
    let foreign = text(&bench.theirs.done(&format!("/{theirs}/session/create"), &json!({})).await["conversationId"]);
    let said =
        reply(bench.post(&other_token, &format!("/v1/conversation/{other}/complete"), &json!({"text": "Hi"}))).await;
    let message = text(&said["id"]);
    let calls = [
        (Method::GET, "/fetch".to_owned()),
        (Method::GET, "/message/list".to_owned()),
        (Method::POST, "/complete".to_owned()),
        (Method::POST, "/contact/upsert".to_owned()),
        (Method::POST, "/attachment/upload".to_owned()),
        (Method::POST, format!("/message/{message}/upvote")),
        (Method::POST, format!("/message/{message}/downvote")),
    ];
    for (method, path) in calls {
        for (credential, conversations) in [(&token, vec![&other, &foreign]), (&bench.ours.secret, vec![&foreign])] {
            let mut answers = Vec::new();
            let random = "3f2b0c1e-7d7a-4a55-9a58-0d4f8a2f7b11".to_owned();
            for conversation in conversations.into_iter().chain([&random, &"a%20b".to_owned(), &"%FF".to_owned()]) {
                let url = bench.app.url(&format!("/v1/conversation/{conversation}{path}"));
                let request = bench.app.client.request(method.clone(), url).bearer_auth(credential);
                let body = match path.as_str() {
                    "/complete" => json!({"text": "Hi"}),
                    "/attachment/upload" => json!({"file": "data:,Hi"}),
                    "/contact/upsert" => json!({"email": "a@shop.example"}),
                    _ => json!({}),
                };
                let request = if method == Method::POST { request.json(&body) } else { request };
                answers.push(refused(request.send().await.unwrap()).await);
            }
            assert_eq!(answers[0].0, 404, "{path}: {answers:?}");
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{path}: {answers:?}");
        }
        if path.ends_with("vote") {
            let url = bench.app.url(&format!("/v1/conversation/{mine}{path}"));
            let request = bench.app.client.request(method, url).bearer_auth(&token).json(&json!({}));
            refuses(request, 404, "NOT_FOUND").await;
        }
    }
}
