//! Bodies and strings that break things elsewhere: refused or kept, never a 5xx.

use parlor_shared::widget::Role;
use parlor_tests::{app::KEY, corpora::beside, databases::Backend, repertoire::Repertoire};
use rstest::rstest;
use serde_json::json;

use super::{CHAT, INIT, MANY, on, open, refusal, reply, say, send};

#[tokio::test]
async fn malformed_json_is_refused_by_both_calls() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let app = on(Backend::Temporary, Repertoire::default().agents(), &MANY).await;
    let mut judged = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let body = std::fs::read(&path).unwrap();
        // None of the well-formed ones has a key, so they are refused too; what counts is how.
        let expected = if body.len() > 64 * 1024 { 413 } else { 400 };
        for call in [INIT, CHAT] {
            let request = app.client.post(app.url(call)).header("Content-Type", "application/json").body(body.clone());
            assert_eq!(refusal(request.send().await.unwrap()).await.status, expected, "{call} {}", path.display());
        }
        judged += 1;
    }
    assert!(judged >= 300, "{judged}");
}

#[tokio::test]
async fn well_formed_json_in_a_field_nobody_knows_is_passed_over() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let app = on(Backend::Temporary, Repertoire::default().agents(), &MANY).await;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let value = std::fs::read(&path).unwrap();
        if !name.starts_with("y_") || value.len() > 60_000 {
            continue;
        }
        let body = [format!(r#"{{"key":"{KEY}","more":"#).as_bytes(), &value, b"}"].concat();
        let request = app.client.post(app.url(INIT)).header("Content-Type", "application/json").body(body);
        reply(request.send().await.unwrap()).await;
    }
}

#[rstest]
#[tokio::test]
async fn naughty_strings_are_kept_byte_for_byte(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(path) = beside("naughty-strings/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let app = on(backend, Repertoire::default().agents(), &MANY).await;
    let conversation = open(&app).await;
    let mut kept = 0;
    for said in &strings {
        let response = say(&app, &conversation, said).await;
        if said.trim().is_empty() {
            assert_eq!(refusal(response).await.status, 400, "{said:?}");
            continue;
        }
        let stored = said.replace('\0', "\u{FFFD}");
        assert_eq!(reply(response).await, json!({"response": stored}), "{said:?}");
        let last = app.store.history(&conversation, None, 2).await.unwrap();
        assert_eq!((last[0].role, last[0].text.as_str()), (Role::User, stored.as_str()));
        kept += 1;
    }
    assert!(kept >= 450, "{kept}");
}

#[rstest]
#[tokio::test]
async fn naughty_strings_in_every_other_field(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(path) = beside("naughty-strings/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let app = on(backend, Repertoire::default().agents(), &MANY).await;
    let conversation = open(&app).await;
    for odd in &strings {
        let long = odd.chars().count() > 128;
        let begun = send(&app, INIT, &json!({"key": KEY, "visitor_id": odd, "page_url": odd})).await;
        if long {
            assert_eq!(refusal(begun).await.status, 400, "{odd:?}");
        } else {
            let said_back = reply(begun).await["visitor_id"] == odd.as_str();
            assert!(said_back || odd.trim().is_empty(), "{odd:?}");
        }
        // A required text that is empty is missing.
        let unknown = if odd.trim().is_empty() { 400 } else { 403 };
        assert_eq!(refusal(send(&app, INIT, &json!({"key": odd})).await).await.status, unknown, "{odd:?}");
        let elsewhere = json!({"key": KEY, "conversation_id": odd, "text": "Hi"});
        assert_eq!(refusal(send(&app, CHAT, &elsewhere).await).await.status, unknown, "{odd:?}");
        let strange = json!({"key": KEY, "conversation_id": conversation, "text": "Hi", "lang": odd});
        assert_eq!(refusal(send(&app, CHAT, &strange).await).await.status, 400, "{odd:?}");
    }
}
