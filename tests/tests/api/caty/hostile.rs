//! Texts and bodies made to break things: never a 5xx, and what is kept is kept as it was.

use parlor_tests::{corpora::beside, databases::Backend};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Caty, Tells};

const PLENTY: [&str; 6] =
    ["--caty-per-minute", "4000000000", "--caty-messages-per-minute", "4000000000", "--answers-per-day", "4000000000"];

async fn status(caty: &Caty, path: &str, body: &Value) -> (u16, Value) {
    let response = caty.post(path, body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn naughty_strings_everywhere() {
    let Some(file) = beside("naughty-strings/blns.json") else { return };
    let caty = Caty::with(Backend::Sqlite, Tells::text("Yes."), &PLENTY).await;
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert!(strings.len() > 400);
    for text in strings.into_iter().chain(["\0".into(), "a\0b".into()]) {
        let opened = json!({"visitor_id": text, "page": {"url": text, "title": text, "referrer": text}});
        let (code, opened) = status(&caty, "session", &opened).await;
        if code == 400 {
            assert!(text.chars().count() > 128, "{text:?}: {opened}");
            continue;
        }
        assert_eq!(code, 200, "{text:?}");
        assert_ne!(opened["visitor_id"], text.as_str(), "others may guess it");
        let session = &opened["session_id"];
        for (path, body) in [
            ("message", json!({"session_id": session, "message": text, "context": {"page_url": text}})),
            ("track", json!({"session_id": session, "events": [{"type": "e", "data": text, "timestamp": "t"}]})),
            ("track", json!({"session_id": session, "events": [{"type": text}]})),
            ("proactive", json!({"session_id": session, "trigger_type": text})),
            ("proactive", json!({"session_id": session, "trigger_type": "t", "context": {"page_url": text}})),
            ("lead", json!({"session_id": session, "email": text})),
            ("lead", json!({"session_id": session, "email": "a@b.example", "name": text, "company": text})),
            ("lead", json!({"session_id": session, "email": "a@b.example", "custom_fields": {"f": text}})),
            ("message", json!({"session_id": text, "message": "Hi"})),
        ] {
            let (code, reply) = status(&caty, path, &body).await;
            assert!(matches!(code, 200 | 400 | 404), "{code} {path} {body}: {reply}");
            assert_eq!(reply["success"], code == 200);
        }
    }
}

#[tokio::test]
async fn json_of_every_kind() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let caty = Caty::with(Backend::Temporary, Tells::text("Yes."), &PLENTY).await;
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        for route in ["session", "message", "track", "proactive", "lead"] {
            let request = caty.ask(Method::POST, route).header("Content-Type", "application/json");
            let code = request.body(bytes.clone()).send().await.unwrap().status().as_u16();
            let sound = if name.starts_with("n_") { matches!(code, 400 | 413) } else { matches!(code, 200 | 400) };
            assert!(sound, "{code} {route} {name}");
        }
        files += 1;
    }
    assert!(files > 300);
}

#[tokio::test]
async fn a_body_nested_deeper_than_any_stack() {
    let caty = Caty::with(Backend::Temporary, Tells::text("Yes."), &PLENTY).await;
    let deep = format!("{{\"session_id\": \"s\", \"events\": {}", "[".repeat(60_000));
    let request = caty.ask(Method::POST, "track").header("Content-Type", "application/json").body(deep);
    assert_eq!(request.send().await.unwrap().status(), 400);
}
