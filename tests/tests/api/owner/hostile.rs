//! Whatever is sent, it is kept or refused; it is never our fault.

use parlor_tests::{corpora::beside, databases::Backend};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{Pair, got, sent};

const FLAGS: [&str; 2] = ["--sign-ins-per-minute", "100000"];

#[rstest]
#[tokio::test]
async fn naughty_strings_come_back_or_are_refused(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(path) = beside("naughty-strings/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let pair = Pair::new(backend, &FLAGS).await;
    let agent = pair.us.new_agent().await.unwrap();
    let widget = pair.us.new_widget(&agent).await.unwrap();
    let (agents, settings) = (format!("/agents/{agent}"), format!("/widgets/{widget}/settings"));
    let documents = format!("{agents}/documents");
    let mut kept = 0;
    for text in &strings {
        let stored = text.replace('\0', "\u{FFFD}");
        let (status, reply) = sent(&pair.us, Method::PUT, &agents, &json!({"name": text})).await;
        assert!(matches!(status, 200 | 400), "{text:?}: {status}");
        if status == 200 {
            assert_eq!(got(&pair.us, &agents).await.1["name"], stored, "{reply}");
            kept += 1;
        }
        for (method, path, body, good) in [
            (Method::PUT, &agents, json!({"language": text}), 200),
            (Method::PATCH, &settings, json!({"settings": {"initial": text, "persona": {"role": text}}}), 200),
            (Method::PATCH, &settings, json!({"settings": {"languages": [text]}}), 200),
            (Method::PATCH, &settings, json!({"allowed_origins": [text]}), 200),
            (Method::POST, &documents, json!({"documents": [{"name": text, "text": text}]}), 200),
            (Method::POST, &documents, json!({"documents": [{"name": "a.html", "text": text}]}), 200),
            (Method::POST, &"/members".to_owned(), json!({"email": text, "role": "viewer"}), 201),
        ] {
            let (status, reply) = sent(&pair.us, method, path, &body).await;
            assert!(status == good || matches!(status, 400 | 422), "{path} {text:?}: {status} {reply}");
        }
    }
    assert!(kept >= 400, "{kept}");
}

#[tokio::test]
async fn no_json_is_our_fault() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let pair = Pair::new(Backend::Temporary, &FLAGS).await;
    let agent = pair.us.new_agent().await.unwrap();
    let widget = pair.us.new_widget(&agent).await.unwrap();
    let before = got(&pair.us, &format!("/widgets/{widget}/settings")).await;
    let mut judged = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let body = std::fs::read(&path).unwrap();
        for (method, path) in [
            (Method::POST, "/agents".to_owned()),
            (Method::PUT, format!("/agents/{agent}")),
            (Method::PUT, format!("/agents/{agent}/documents")),
            (Method::POST, "/members".to_owned()),
            (Method::POST, "/secrets".to_owned()),
            (Method::POST, "/blueprints".to_owned()),
            (Method::PATCH, format!("/widgets/{widget}/settings")),
        ] {
            let request = pair.us.team_request(method, &path).header("Content-Type", "application/json");
            let status = request.body(body.clone()).send().await.unwrap().status().as_u16();
            assert!(matches!(status, 200 | 400 | 413), "{name} {path}: {status}");
        }
        let login = pair.app.client.post(pair.app.url("/api/auth/login")).header("Content-Type", "application/json");
        let status = login.body(body).send().await.unwrap().status().as_u16();
        assert!(matches!(status, 400 | 413), "{name}: {status}");
        judged += 1;
    }
    assert!(judged >= 300, "{judged}");
    assert_eq!(got(&pair.us, &format!("/widgets/{widget}/settings")).await, before);
}
