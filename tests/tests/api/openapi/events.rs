//! Streams hold the events the description lists for them.

use jsonschema::Validator;
use parlor_shared::sse::{Decoder, Event};
use parlor_tests::{app::EMBED_TOKEN, app::TestApp, app::WIDGET, visitor::ORIGIN};
use reqwest::RequestBuilder;
use rstest::rstest;
use serde_json::{Value, json};

use crate::openapi::tools::server;

/// The description of the lines or events of an operation.
async fn described(app: &TestApp, path: &str, media_type: &str) -> Validator {
    let mut document: Value = app.client.get(app.url("/openapi.json")).send().await.unwrap().json().await.unwrap();
    let schema = document["paths"][path]["post"]["responses"]["200"]["content"][media_type]["schema"].take();
    assert_eq!(schema["type"], "array");
    let mut schema = schema["items"].clone();
    schema["components"] = document["components"].take();
    jsonschema::validator_for(&schema).unwrap()
}

async fn events(request: RequestBuilder) -> Vec<Value> {
    let body = request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
    let mut events = Vec::new();
    let mut last = String::new();
    Decoder::new(1 << 20)
        .feed(&body, |Event { event, data, last_event_id }| {
            let mut seen = json!({"event": event, "data": serde_json::from_str::<Value>(&data).unwrap()});
            if last_event_id != last {
                last.clone_from(&last_event_id);
                seen["id"] = last_event_id.into();
            }
            events.push(seen);
        })
        .unwrap();
    events
}

fn hold(events: &[Value], described: &Validator, last: &str) {
    assert!(events.len() > 2, "{events:?}");
    for event in events {
        assert!(described.is_valid(event), "{event}: {:?}", described.validate(event).map_err(|e| e.to_string()));
    }
    assert!(events.last().unwrap().to_string().contains(last), "{events:?}");
    assert!(!described.is_valid(&json!({"event": "surprise", "data": 1})), "anything would pass");
}

#[rstest]
#[tokio::test]
async fn of_the_widget(#[values("text", "nodes")] render: &str) {
    let app = server().await;
    let visitor = app.visitor().await.unwrap();
    let described = described(&app, "/v1/widget/messages/stream", "text/event-stream").await;
    hold(&events(visitor.say("Hello?", "key-1", render)).await, &described, r#""event":"done""#);
}

#[tokio::test]
async fn of_nodeloom() {
    let app = server().await;
    let open = app.client.post(app.url("/api/widget-chat/sessions")).header("Origin", ORIGIN);
    let session: Value = open.json(&json!({"token": EMBED_TOKEN})).send().await.unwrap().json().await.unwrap();
    let path = format!("/api/widget-chat/sessions/{}/messages", session["sessionId"].as_str().unwrap());
    let say = app.client.post(app.url(&path)).header("Origin", ORIGIN).header("X-Widget-Token", EMBED_TOKEN);
    let described = described(&app, "/api/widget-chat/sessions/{sessionId}/messages", "text/event-stream").await;
    hold(&events(say.json(&json!({"content": "Hello?"}))).await, &described, r#""event":"done""#);
}

#[tokio::test]
async fn of_chatbotkit() {
    let app = server().await;
    let open = app.client.post(app.url(&format!("/v1/integration/widget/{WIDGET}/session/create")));
    let open = open.header("Origin", ORIGIN).json(&json!({}));
    let session: Value = open.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
    let path = format!("/v1/conversation/{}/complete", session["conversationId"].as_str().unwrap());
    let say = app.client.post(app.url(&path)).header("Origin", ORIGIN).header("Accept", "application/jsonl");
    let say = say.bearer_auth(session["token"].as_str().unwrap()).json(&json!({"text": "Hello?"}));
    let body = say.send().await.unwrap().error_for_status().unwrap().text().await.unwrap();
    let lines: Vec<Value> =
        body.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect();
    let described = described(&app, "/v1/conversation/{conversationId}/complete", "application/jsonl").await;
    hold(&lines, &described, r#""type":"result""#);
}
