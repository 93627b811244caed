//! Bodies and strings that break things elsewhere: refused or kept, never a 5xx, and nothing is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what is not as expected is a failed test")]

use std::sync::Arc;

use parlor_tests::{
    app::TestApp,
    corpora::beside,
    databases::Backend,
    script::{Cast, Script},
};
use serde_json::{Value, json};

const FLAGS: [&str; 2] = ["--answers-per-day", "100000"];

async fn app(backend: Backend) -> TestApp {
    TestApp::with_flags(backend, Arc::new(Cast(Script::says(&["Yes."]))), &FLAGS).await.unwrap()
}

#[tokio::test]
async fn malformed_json_is_refused_and_well_formed_json_is_never_our_fault() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let app = app(Backend::Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut judged = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let body = std::fs::read(&path).unwrap();
        let large = body.len() > 64 * 1024;
        let request = visitor.post("/messages").header("Content-Type", "application/json").body(body);
        let status = request.send().await.unwrap().status().as_u16();
        // None of the well-formed ones is a message, so they are refused too; what counts is how.
        assert_eq!(status, if large { 413 } else { 400 }, "{name}");
        judged += 1;
    }
    assert!(judged >= 300, "{judged}");
    assert!(visitor.history().await.unwrap().is_empty());
    assert_eq!(app.client.get(app.url("/healthz")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_deepest_nesting_is_refused() {
    let app = app(Backend::Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let nested = format!(r#"{{"events":[{{"kind":"x","payload":{}1{}}}]}}"#, "[".repeat(20_000), "]".repeat(20_000));
    let request = visitor.post("/events").header("Content-Type", "application/json").body(nested);
    assert_eq!(request.send().await.unwrap().status(), 400);
}

async fn keeps_naughty_strings(backend: Backend) {
    let Some(path) = beside("naughty-strings/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let app = app(backend).await;
    let visitor = app.visitor().await.unwrap();
    let mut kept = Vec::new();
    for text in &strings {
        let response =
            visitor.post("/messages").json(&json!({"message": text, "page_context": text})).send().await.unwrap();
        match response.status().as_u16() {
            200 => kept.push(text.replace('\0', "\u{FFFD}")),
            400 => assert!(text.trim().is_empty(), "{text:?} was refused"),
            other => panic!("{text:?}: {other}"),
        }
        let lead = visitor.post("/leads").json(&json!({"email": "a@shop.example", "name": text})).send().await.unwrap();
        assert!(matches!(lead.status().as_u16(), 200 | 400 | 429), "{text:?}");
    }
    assert!(kept.len() >= 450, "{}", kept.len());
    let said = everything_said(&visitor).await;
    assert_eq!(said, kept, "byte for byte, in order");
}

async fn everything_said(visitor: &parlor_tests::visitor::Visitor) -> Vec<String> {
    let (mut said, mut path) = (Vec::new(), "/messages?take=100".to_owned());
    loop {
        let page: Value = visitor.get(&path).send().await.unwrap().json().await.unwrap();
        let messages = page["data"]["messages"].as_array().unwrap();
        let texts = messages.iter().filter(|m| m["role"] == "user").map(|m| m["text"].as_str().unwrap().to_owned());
        said.splice(0..0, texts);
        if page["data"]["has_more"] != true {
            return said;
        }
        path = format!("/messages?take=100&before={}", messages[0]["id"].as_str().unwrap());
    }
}

#[tokio::test]
async fn naughty_strings_come_back_as_they_were_on_sqlite() {
    keeps_naughty_strings(Backend::Sqlite).await;
}

#[tokio::test]
async fn naughty_strings_come_back_as_they_were_on_postgres() {
    keeps_naughty_strings(Backend::Postgres).await;
}
