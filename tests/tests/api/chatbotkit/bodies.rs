//! Bodies of every kind, size and type, at every call that takes one.

use parlor_tests::{
    corpora::beside,
    databases::Backend::{self, Postgres, Sqlite},
    repertoire::Repertoire,
};
use reqwest::{RequestBuilder, Response};
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    bench::{Bench, WIDGETS, refused},
    hostile::kept,
    talk::Talk,
};

/// The same in all texts and names of a value.
fn cleaned(value: Value) -> Value {
    match value {
        Value::String(text) => json!(kept(&text)),
        Value::Array(items) => items.into_iter().map(cleaned).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (kept(&name), cleaned(value))).collect(),
        plain => plain,
    }
}

/// Every call that takes a body, and whether it may come without one.
async fn calls(bench: &Bench) -> Vec<(RequestBuilder, bool)> {
    let id = bench.ours.shop().await;
    let talk = Talk::open(bench, &id).await;
    let post = |token: &str, path: String| bench.app.client.post(bench.app.url(&path)).bearer_auth(token);
    let owner = |path: &str| post(&bench.ours.secret, format!("{WIDGETS}{path}"));
    let visitor = |path: &str| post(&talk.token, format!("/v1/conversation/{}{path}", talk.id));
    vec![
        (owner("/create"), false),
        (owner(&format!("/{id}/update")), false),
        (owner(&format!("/{id}/clone")), true),
        (owner(&format!("/{id}/setup")), true),
        (owner(&format!("/{id}/session/create")), false),
        (owner(&format!("/{id}/file/f1/attach")), false),
        (owner(&format!("/{id}/file/f1/detach")), true),
        (visitor("/complete"), false),
        (visitor("/contact/upsert"), false),
        (visitor("/message/m1/upvote"), true),
        (visitor("/message/m1/downvote"), true),
    ]
}

async fn with(call: &RequestBuilder, kind: &str, body: impl Into<reqwest::Body>) -> Response {
    call.try_clone().unwrap().header("Content-Type", kind).body(body).send().await.unwrap()
}

#[tokio::test]
async fn json_of_every_kind() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let bench = Bench::new().await;
    let calls = calls(&bench).await;
    let mut judged = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let body = std::fs::read(&path).unwrap();
        for (call, bodiless) in &calls {
            let code = with(call, "application/json", body.clone()).await.status().as_u16();
            let sound = match (name.starts_with("n_"), body.is_empty() && *bodiless) {
                (true, false) => matches!(code, 400 | 413),
                _ => matches!(code, 200 | 400 | 404 | 422),
            };
            assert!(sound, "{name} {call:?}: {code}");
        }
        judged += 1;
    }
    assert!(judged > 300, "{judged}");
}

#[rstest]
#[tokio::test]
async fn json_in_metadata_is_kept(#[values(Sqlite, Postgres)] backend: Backend) {
    let Some(folder) = beside("json/test_parsing") else { return };
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = bench.ours.shop().await;
    let mut taken = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let value = std::fs::read(&path).unwrap();
        let body = [br#"{"meta":{"x":"#.as_slice(), &value, b"}}"].concat();
        let response = with(&bench.ours.post(&format!("/{id}/update"), &json!({})), "application/json", body).await;
        match response.status().as_u16() {
            200 => {
                let expected: Value = serde_json::from_slice(&value).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(bench.ours.fetch(&id).await["meta"]["x"], cleaned(expected), "{name}");
                assert!(!name.starts_with("n_"), "{name}");
                taken += 1;
            }
            code => assert!(matches!(code, 400 | 413) && !name.starts_with("y_"), "{name}: {code}"),
        }
    }
    assert!(taken > 90, "{taken}");
}

#[tokio::test]
async fn bodies_of_the_wrong_size_or_type() {
    let bench = Bench::new().await;
    for (call, bodiless) in calls(&bench).await {
        let large = format!("{{\"text\": \"{}\"}}", "a".repeat(64 * 1024));
        assert_eq!(refused(with(&call, "application/json", large).await).await.1, "CONTENT_TOO_LARGE", "{call:?}");
        for deep in ["[".repeat(60_000), format!("{{\"meta\":{}{}}}", "{\"a\":".repeat(9_000), "1")] {
            assert_eq!(refused(with(&call, "application/json", deep).await).await.0, 400, "{call:?}");
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/jsonl",
            "application/json-patch+json",
            "",
        ] {
            let refusal = refused(with(&call, kind, "{}").await).await;
            assert_eq!((refusal.0, refusal.1.as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{kind} {call:?}");
        }
        let packed = call.try_clone().unwrap().header("Content-Encoding", "gzip");
        assert_eq!(refused(with(&packed, "application/json", "{}").await).await.0, 415, "{call:?}");
        let charset = with(&call, "Application/JSON; charset=utf-8", "{}").await.status().as_u16();
        assert_ne!(charset, 415, "{call:?}");
        let none = call.send().await.unwrap().status().as_u16();
        assert_eq!(none == 415, !bodiless, "{none}");
    }
}
