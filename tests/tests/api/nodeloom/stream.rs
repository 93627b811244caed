//! The answer as it comes.

use parlor_tests::{databases::Backend, owner::read, script::Script};
use reqwest::Method;
use serde_json::json;

use super::{World, events, refused};

#[tokio::test]
async fn an_answer_begins_is_told_and_ends_once() {
    let world = World::usual().await;
    let token = &world.ours.token;
    let session = world.session(token).await;
    let reply = world.say(&session, &json!({"content": "Hi", "token": token})).send().await.unwrap();
    let header = |name: &str| reply.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    assert_eq!(header("content-type"), "text/event-stream; charset=utf-8");
    assert_eq!(header("cache-control"), "no-cache, no-transform");
    assert_eq!(header("x-accel-buffering"), "no");
    let told = events(reply).await;
    let (_, history) = world.history(token, &session).await;
    let (user, answer) = (&history["messages"][0]["id"], &history["messages"][1]["id"]);
    let names: Vec<_> = told.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names.first(), Some(&"start"));
    assert_eq!(names.iter().filter(|name| matches!(**name, "done" | "error")).count(), 1);
    let expected = json!({"type": "start", "sessionId": session, "messageId": answer, "userMessageId": user});
    assert_eq!(told[0].data, expected);
    let numbered = told.iter().enumerate().all(|(n, event)| event.id == format!("{}:{n}", answer.as_str().unwrap()));
    assert!(numbered, "{told:?}");
    let text: String =
        told.iter().filter_map(|event| event.data["content"].as_str().filter(|_| event.name == "token")).collect();
    assert_eq!(text, "Hello there");
    let done = json!({"type": "done", "messageId": answer, "content": "Hello there", "finish": "stop",
        "tokenUsage": {"input": 0, "output": 0}});
    assert_eq!(told.last().unwrap().data, done);
}

#[tokio::test]
async fn an_answer_that_fails_says_so_without_details() {
    let world = World::new(Backend::Temporary, &Script::fails(&["Hel"]), &[]).await;
    let token = &world.ours.token;
    let session = world.session(token).await;
    let told = world.ask(token, &session, "Hi").await;
    let last = &told.last().unwrap().data;
    assert_eq!(
        last,
        &json!({"type": "error", "error": "The answer broke off", "code": "upstream_truncated", "retryable": true})
    );
    assert_eq!(world.history(token, &session).await.1["messages"][1]["content"], "Hel", "what was written is kept");
}

#[tokio::test]
async fn the_same_key_is_the_same_message() {
    let script = Script::says(&["Hello"]);
    let world = World::new(Backend::Temporary, &script, &[]).await;
    let token = &world.ours.token;
    let session = world.session(token).await;
    let say = |content: &str, key: &str| {
        world.say(&session, &json!({"content": content, "token": token})).header("Idempotency-Key", key)
    };
    let first = events(say("Hi", "key-1").send().await.unwrap()).await;
    let again = say("Hi", "key-1").send().await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(events(again).await, first);
    refused(&read(say("Other", "key-1").send().await.unwrap()).await.unwrap(), 409);
    refused(&read(say("Hi", &"k".repeat(256)).send().await.unwrap()).await.unwrap(), 400);
    refused(&read(say("", "key-2").send().await.unwrap()).await.unwrap(), 400);
    let other = say("Hi", "key-2").send().await.unwrap();
    assert_eq!(other.status(), 200, "a refused message uses no key up");
    assert_eq!(events(other).await.last().unwrap().name, "done");
    assert_eq!(script.calls(), 2);
}

#[tokio::test]
async fn messages_have_a_length() {
    let world = World::usual().await;
    let token = &world.ours.token;
    let session = world.session(token).await;
    for odd in ["", " \n\t", &"x".repeat(4_001)] {
        let reply = world.say(&session, &json!({"content": odd, "token": token})).send().await.unwrap();
        refused(&read(reply).await.unwrap(), 400);
    }
    for odd in [json!({"token": token}), json!({"content": 5, "token": token}), json!([]), json!("Hi")] {
        refused(&read(world.say(&session, &odd).send().await.unwrap()).await.unwrap(), 400);
    }
    let large = json!({"content": "x".repeat(65 * 1024), "token": token});
    refused(&read(world.say(&session, &large).send().await.unwrap()).await.unwrap(), 413);
    let plain = world.public(Method::POST, &format!("/sessions/{session}/messages"));
    let plain = plain.header("Content-Type", "text/plain").body(json!({"content": "Hi", "token": token}).to_string());
    refused(&read(plain.send().await.unwrap()).await.unwrap(), 415);
    assert_eq!(world.history(token, &session).await.1, json!({"messages": []}));
    let most = world.ask(token, &session, &"ü".repeat(4_000)).await;
    assert_eq!(most.last().unwrap().name, "done", "characters, not bytes");
}

#[tokio::test]
async fn one_answer_at_a_time_and_it_outlives_its_reader() {
    let script = Script::held(&["Hello"]);
    let world = World::new(Backend::Temporary, &script, &[]).await;
    let token = &world.ours.token;
    let session = world.session(token).await;
    let mut first = world.say(&session, &json!({"content": "Hi", "token": token})).send().await.unwrap();
    assert!(first.chunk().await.unwrap().is_some());
    drop(first);
    let second = world.say(&session, &json!({"content": "And?", "token": token})).send().await.unwrap();
    assert!(second.headers().contains_key("retry-after"));
    refused(&read(second).await.unwrap(), 429);
    script.release();
    while world.history(token, &session).await.1["messages"][1]["content"] != "Hello" {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_stopping_server_ends_the_stream_and_not_the_answer() {
    let script = Script::held(&["Hello"]);
    let flags = ["--drain-seconds", "0"];
    let world = World::new(Backend::Temporary, &script, &flags).await;
    let token = &world.ours.token;
    let session = world.session(token).await;
    let reply = world.say(&session, &json!({"content": "Hi", "token": token})).send().await.unwrap();
    world.app.stop.drain();
    let told = events(reply).await;
    assert_eq!(told.iter().filter(|event| event.name == "error").count(), 1, "{told:?}");
    assert_eq!(told.last().unwrap().name, "error");
}

#[tokio::test]
async fn preflight_requests_get_what_pages_need() {
    let world = World::usual().await;
    let ask = |path: &str| {
        let request = world.public(Method::OPTIONS, path).header("Origin", "https://shop.example");
        request.header("Access-Control-Request-Method", "POST").send()
    };
    for path in ["/sessions", "/sessions/x/messages", "/init/wt_x"] {
        let reply = ask(path).await.unwrap();
        assert_eq!(reply.status(), 204, "{path}");
        assert_eq!(reply.headers()["access-control-allow-origin"], "https://shop.example");
        let headers = reply.headers()["access-control-allow-headers"].to_str().unwrap();
        assert!(headers.contains("X-Widget-Token") && headers.contains("Idempotency-Key"), "{headers}");
        assert!(!reply.headers().contains_key("access-control-allow-credentials"));
    }
    refused(&read(world.public(Method::PATCH, "/sessions").send().await.unwrap()).await.unwrap(), 405);
}
