//! Replies to the letter: names, types, what is absent and what is not, the form of times.

use std::{collections::BTreeSet, time::Duration};

use parlor::core::widget::settings::Settings;
use serde_json::{Value, json};

use super::bench::{AGENT, Bench, reply, text};

/// A widget with default settings.
fn bare(id: &str) -> Value {
    json!({
        "id": id, "meta": {},
        "stream": true, "verbose": false, "tools": false, "unfurl": false, "math": true, "carousel": true, "form": true,
        "attachments": false, "autoScroll": true, "startFirst": false, "contactCollection": false,
        "exportConversation": false, "restartConversation": true, "maximize": false, "messagePeek": false,
        "voiceIn": false, "voiceOut": false, "poweredBy": true,
        "createdAt": 1_800_000_000_000_i64, "updatedAt": 1_800_000_000_000_i64
    })
}

#[tokio::test]
async fn a_bare_widget() {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&json!({})).await;
    assert_eq!(bench.ours.fetch(&id).await, bare(&id));
}

/// The body of the page's example, whole.
#[tokio::test]
async fn the_widget_of_the_page() {
    let bench = Bench::new().await;
    let sample = json!({
        "name": "Customer Support Widget", "description": "Interactive support chat for our main website", "botId": AGENT,
        "theme": {"primaryColor": "#0066cc", "secondaryColor": "#f5f5f5", "fontFamily": "Inter, sans-serif"},
        "title": "How can we help you?", "placeholder": "Type your message here...",
        "contactCollection": true, "attachments": true, "voiceIn": true
    });
    let made = bench.ours.done("/create", &sample).await;
    let id = text(&made["id"]);
    assert_eq!(made, json!({"id": id}));
    let mut expected = bare(&id);
    expected.as_object_mut().unwrap().extend(sample.as_object().unwrap().clone());
    expected["theme"] = json!(sample["theme"].to_string());
    assert_eq!(bench.ours.fetch(&id).await, expected);
}

#[tokio::test]
async fn every_write_answers_with_an_id() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    for (path, body) in [("update", json!({"title": "Tea"})), ("setup", json!({})), ("delete", json!({}))] {
        assert_eq!(bench.ours.done(&format!("/{id}/{path}"), &body).await, json!({"id": id}), "{path}");
    }
    let other = bench.ours.shop().await;
    let copy = bench.ours.done(&format!("/{other}/clone"), &json!({})).await;
    assert_eq!(copy, json!({"id": copy["id"]}));
    assert_ne!(copy["id"], json!(other));
}

#[tokio::test]
async fn a_page_and_the_next() {
    let bench = Bench::new().await;
    bench.ours.done("/widget-1/delete", &json!({})).await;
    let first = bench.ours.widget(&json!({})).await;
    bench.app.clock.advance(Duration::from_secs(1));
    let second = bench.ours.widget(&json!({"name": "Second"})).await;
    let mut newest = bare(&second);
    newest["name"] = json!("Second");
    newest["createdAt"] = json!(1_800_000_001_000_i64);
    newest["updatedAt"] = json!(1_800_000_001_000_i64);
    assert_eq!(bench.ours.read("/list").await, json!({"items": [newest, bare(&first)], "cursor": ""}));
    assert_eq!(bench.ours.read("/list?take=1").await, json!({"items": [newest], "cursor": second}));
    let last = bench.ours.read(&format!("/list?take=1&cursor={second}")).await;
    assert_eq!(last, json!({"items": [bare(&first)], "cursor": ""}));
}

#[tokio::test]
async fn times_are_whole_milliseconds() {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&json!({"botId": AGENT, "initial": "Hi"})).await;
    let body = bench.ours.get(&format!("/{id}/fetch")).send().await.unwrap().text().await.unwrap();
    assert!(body.contains("\"createdAt\":1800000000000") && body.contains("\"updatedAt\":1800000000000"), "{body}");
    let session = reply(bench.ours.post(&format!("/{id}/session/create"), &json!({}))).await;
    let names: BTreeSet<_> = session.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["conversationId", "expiresAt", "id", "messages", "token"].into());
    assert_eq!(session["expiresAt"], json!(1_800_086_400_000_i64));
}

#[tokio::test]
async fn what_is_read_can_be_written() {
    let bench = Bench::new().await;
    bench.blueprint(&bench.ours, "blue-1", Settings { intro: Some("Blue".into()), ..Settings::default() }, &[]).await;
    let id = bench
        .ours
        .widget(&json!({
            "botId": AGENT, "blueprintId": "blue-1", "alias": "tea", "theme": {"name": "mine", "config": {"radius": 4}},
            "origin": "https://shop.example,*.mill.test", "language": "de,en", "sessionDuration": 60_000
        }))
        .await;
    let read = bench.ours.fetch(&id).await;
    bench.ours.done(&format!("/{id}/update"), &read).await;
    assert_eq!(bench.ours.fetch(&id).await, read);
    let own = bench.app.store.widget(&id.parse().unwrap()).await.unwrap().unwrap().settings;
    assert_eq!((own.intro, own.title), (None, None), "the blueprint's values stay the blueprint's");
    let mut changed = read.clone();
    changed["title"] = json!("Ours");
    bench.ours.done(&format!("/{id}/update"), &changed).await;
    assert_eq!(bench.ours.fetch(&id).await["title"], "Ours");
    changed["blueprintId"] = Value::Null;
    bench.ours.done(&format!("/{id}/update"), &changed).await;
    assert_eq!(bench.ours.fetch(&id).await["intro"], "Blue", "without the blueprint its values are kept");
}
