//! Whatever is sent, it is kept or refused; it is never our fault.

use parlor_tests::{corpora::beside, databases::Backend, owner::read, script::Script};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::World;

const FLAGS: [&str; 4] = ["--answers-per-day", "100000", "--init-per-minute", "100000"];

#[rstest]
#[tokio::test]
async fn naughty_strings_come_back_or_are_refused(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(path) = beside("naughty-strings/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let world = World::new(backend, &Script::says(&["Yes."]), &FLAGS).await;
    let team = &world.ours;
    let session = world.session(&team.token).await;
    let stored = |text: &String| text.replace('\0', "\u{FFFD}");
    let (mut kept, mut said) = (0, Vec::new());
    for text in &strings {
        let (status, widget) =
            team.put(&json!({"name": text, "customization": {"title": text, "x": {"y": text}}})).await;
        assert!(matches!(status, 200 | 400), "{text:?}: {status} {widget}");
        if status == 200 {
            assert_eq!(widget["name"], stored(text), "{text:?}");
            assert_eq!(widget["customization"]["x"]["y"], stored(text), "{text:?}");
            kept += 1;
        }
        for body in [
            json!({"workflowId": text}),
            json!({"allowedDomains": [text]}),
            json!({"customization": {"avatarUrl": text}}),
        ] {
            let (status, reply) = team.put(&body).await;
            assert!(matches!(status, 200 | 400 | 404 | 422), "{text:?}: {status} {reply}");
        }
        team.put(&json!({"allowedDomains": []})).await;
        let (status, reply) = world.open(&json!({"token": team.token, "visitorId": text})).await;
        assert!(matches!(status, 201 | 400), "{text:?}: {status} {reply}");
        let reply = world.say(&session, &json!({"content": text, "token": team.token})).send().await.unwrap();
        match reply.status().as_u16() {
            200 => {
                reply.bytes().await.unwrap();
                said.push(stored(text));
            }
            other => assert_eq!(other, 400, "{text:?}"),
        }
    }
    assert!(kept >= 400 && said.len() >= 450, "{kept} {}", said.len());
    let (_, history) = world.history(&team.token, &session).await;
    let last: Vec<_> = history["messages"].as_array().unwrap().iter().filter(|m| m["role"] == "user").collect();
    let last: Vec<_> = last.iter().map(|m| m["content"].as_str().unwrap()).collect();
    assert!(last.len() == 100 && said.iter().map(String::as_str).collect::<Vec<_>>().ends_with(&last));
}

#[tokio::test]
async fn no_json_is_our_fault() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let world = World::new(Backend::Temporary, &Script::says(&["Yes."]), &FLAGS).await;
    let team = &world.ours;
    let session = world.session(&team.token).await;
    let before = team.list().await;
    let mut judged = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let body = std::fs::read(&path).unwrap();
        let expected = if body.len() > 64 * 1024 { 413 } else { 400 };
        let json =
            |request: reqwest::RequestBuilder| request.header("Content-Type", "application/json").body(body.clone());
        let requests = [
            json(team.owner.team_request(Method::POST, "/widgets")),
            json(world.public(Method::POST, "/sessions")),
            json(world.public(Method::POST, &format!("/sessions/{session}/messages"))),
        ];
        for request in requests {
            let status = request.send().await.unwrap().status().as_u16();
            assert_eq!(status, expected, "{name}");
        }
        // An empty object changes nothing, and says so.
        let status = json(team.owner.team_request(Method::PUT, &team.path(""))).send().await.unwrap().status().as_u16();
        assert!(status == expected || status == 200, "{name}: {status}");
        judged += 1;
    }
    assert!(judged >= 300, "{judged}");
    assert_eq!(team.list().await, before);
}

#[tokio::test]
async fn deep_and_large_values_are_refused() {
    let world = World::usual().await;
    let team = &world.ours;
    let nested = format!(r#"{{"customization":{{"x":{}1{}}}}}"#, "[".repeat(20_000), "]".repeat(20_000));
    let put = |body: String| {
        let request = team.owner.team_request(Method::PUT, &team.path("")).header("Content-Type", "application/json");
        request.body(body).send()
    };
    assert_eq!(put(nested).await.unwrap().status(), 400);
    assert_eq!(put(format!(r#"{{"name":"{}"}}"#, "x".repeat(65 * 1024))).await.unwrap().status(), 413);
    for number in ["1e999", "-0", "123456789012345678901234567890"] {
        let (status, _) = read(put(format!(r#"{{"customization":{{"n":{number}}}}}"#)).await.unwrap()).await.unwrap();
        assert!(matches!(status, 200 | 400), "{number}");
    }
    let list: Vec<Value> = team.list().await;
    assert_eq!(list.len(), 1);
}
