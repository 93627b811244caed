//! The native API as its callers see it: what works, and what each piece of bad input is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

use std::{sync::Arc, time::Duration};

use parlor_shared::{
    content::{Element, Node},
    error::{ErrorBody, ErrorCode},
    widget::{Data, Finish, InitReply, MessageReply, MessageStatus, Role},
};
use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend,
    script::{Cast, Script},
    visitor::{ORIGIN, Transcript, Visitor, whole},
};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

async fn app(script: &Arc<Script>) -> TestApp {
    TestApp::start(Backend::Memory, Arc::new(Cast(script.clone()))).await.unwrap()
}

/// The whole refusal: status, code, and the headers every refusal has.
async fn refusal(response: Response) -> (u16, ErrorCode, Option<String>) {
    let status = response.status();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        assert_eq!(header("www-authenticate").as_deref(), Some("Bearer error=\"invalid_token\""));
    }
    let (id, wait) = (header("x-request-id"), header("retry-after"));
    let body: ErrorBody = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(Some(body.error.request_id), id);
    assert_eq!(body.error.retry_after.map(|s| s.to_string()), wait);
    assert_eq!(
        status == StatusCode::TOO_MANY_REQUESTS,
        body.error.code.retryable() && wait.is_some() && status.as_u16() == 429
    );
    (status.as_u16(), body.error.code, body.error.field)
}

fn init(app: &TestApp, body: &Value) -> reqwest::RequestBuilder {
    app.client.post(app.url("/v1/widget/init")).header("Origin", ORIGIN).json(body)
}

#[tokio::test]
async fn init_opens_a_conversation_and_brings_a_visitor_back_to_it() {
    let app = app(&Script::says(&["Hello"])).await;
    let first: Data<InitReply> = whole(
        init(&app, &json!({"agent_id": KEY, "page_url": "https://shop.example.com/x", "locale": "en-GB"}))
            .send()
            .await
            .unwrap(),
    )
    .await
    .unwrap();
    let first = first.data;
    assert_eq!(first.agent.name, "Ada");
    assert_eq!(first.config.title, "Shop help");
    assert_eq!(first.agent.starter_prompts, ["What do you sell?"]);
    assert!(first.messages.is_empty() && first.anonymous_id.len() == 32 && first.strings.len() > 4);
    let words = [
        Node::Open(Element::Paragraph),
        Node::Text("Hi, I am ".into()),
        Node::Open(Element::Strong),
        Node::Text("Ada".into()),
        Node::Close,
    ];
    assert_eq!(first.greeting.get(..5), Some(&words[..]), "the first words come parsed");
    assert_eq!(first.expires_at, "2027-01-15T09:00:00.000Z");

    let visitor = app.visitor().await.unwrap();
    assert_ne!(visitor.conversation, first.conversation_id, "another visitor has another conversation");
    visitor.ask("Hi").await.unwrap();
    let back = visitor.come_back().await.unwrap();
    assert_eq!(back.conversation, visitor.conversation);
    let fresh: Data<InitReply> =
        whole(init(&app, &json!({"agent_id": KEY, "anon_id": visitor.secret, "fresh": true})).send().await.unwrap())
            .await
            .unwrap();
    assert_ne!(fresh.data.conversation_id, visitor.conversation);

    app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    let later = visitor.come_back().await.unwrap();
    assert_ne!(later.conversation, visitor.conversation, "the session has ended");
}

#[tokio::test]
async fn init_returns_the_last_thirty_messages() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    for i in 0..16 {
        visitor.ask(&format!("question {i}")).await.unwrap();
    }
    let reply: Data<InitReply> =
        whole(init(&app, &json!({"agent_id": KEY, "anon_id": visitor.secret})).send().await.unwrap()).await.unwrap();
    let messages = reply.data.messages;
    assert_eq!(messages.len(), 30);
    assert_eq!((messages[0].text.as_str(), messages[29].text.as_str()), ("question 1", "Hello"));
    assert_eq!((messages[0].role, messages[29].role), (Role::User, Role::Agent));
}

#[tokio::test]
async fn unknown_widgets_and_foreign_pages_are_refused() {
    let app = app(&Script::says(&["Hello"])).await;
    for unknown in ["", "wk_ffffffffffffffffffffffffffffffff", "nobody", "../../etc", "\u{0}", &"x".repeat(5000)] {
        let answer = refusal(init(&app, &json!({"agent_id": unknown})).send().await.unwrap()).await;
        assert_eq!(answer.1, ErrorCode::NotFound, "{unknown:?}");
    }
    for origin in ["https://evil.example", "null", "https://shop.example.com.evil.example", "http://shop.example.com"] {
        let response = app
            .client
            .post(app.url("/v1/widget/init"))
            .header("Origin", origin)
            .json(&json!({"agent_id": KEY}))
            .send()
            .await
            .unwrap();
        assert!(response.headers().get("access-control-allow-origin").is_none(), "{origin}");
        assert_eq!(refusal(response).await.1, ErrorCode::OriginNotAllowed, "{origin}");
    }
    let absent = app.client.post(app.url("/v1/widget/init")).json(&json!({"agent_id": KEY})).send().await.unwrap();
    assert_eq!(refusal(absent).await.0, 403);
    let visitor = app.visitor().await.unwrap();
    let elsewhere = app
        .client
        .get(app.url("/v1/widget/messages"))
        .bearer_auth(&visitor.jwt)
        .header("Origin", "https://evil.example");
    assert_eq!(refusal(elsewhere.send().await.unwrap()).await.1, ErrorCode::OriginNotAllowed);
}

#[tokio::test]
async fn a_switched_off_widget_is_gone_at_once() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    app.change_widget(|widget| widget.active = false).await.unwrap();
    assert_eq!(refusal(init(&app, &json!({"agent_id": KEY})).send().await.unwrap()).await.0, 410);
    assert_eq!(refusal(visitor.say("Hi", "", "text").send().await.unwrap()).await.0, 410);
}

#[tokio::test]
async fn cors_follows_from_the_allow_list() {
    let app = app(&Script::says(&["Hello"])).await;
    let ok = init(&app, &json!({"agent_id": KEY})).send().await.unwrap();
    assert_eq!(ok.headers()["access-control-allow-origin"], ORIGIN);
    assert!(ok.headers()["vary"].to_str().unwrap().contains("Origin"));
    assert!(ok.headers().get("access-control-allow-credentials").is_none());
    let preflight = |origin: &'static str| {
        app.client.request(Method::OPTIONS, app.url("/v1/widget/messages/stream")).header("Origin", origin).send()
    };
    let allowed = preflight(ORIGIN).await.unwrap();
    assert_eq!(allowed.status(), 204);
    let headers = allowed.headers()["access-control-allow-headers"].to_str().unwrap().to_lowercase();
    assert!(["authorization", "idempotency-key", "last-event-id", "content-type"].iter().all(|h| headers.contains(h)));
    assert!(allowed.headers()["access-control-max-age"].to_str().unwrap().parse::<u32>().unwrap() <= 7200);
    assert!(preflight("https://evil.example").await.unwrap().headers().get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn tokens_count_in_their_headers_only_and_for_an_hour() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let plain = |path: String| app.client.get(app.url(&path)).send();
    for path in [
        format!("/v1/widget/messages?token={}", visitor.jwt),
        format!("/v1/widget/messages?access_token={}", visitor.jwt),
    ] {
        assert_eq!(refusal(plain(path).await.unwrap()).await.1, ErrorCode::InvalidToken);
    }
    let cookie = app.client.get(app.url("/v1/widget/messages")).header("Cookie", format!("token={}", visitor.jwt));
    assert_eq!(refusal(cookie.send().await.unwrap()).await.0, 401);
    for odd in ["", "Bearer", "Bearer x", "Basic x", "bearer  a.b.c"] {
        let response =
            app.client.get(app.url("/v1/widget/messages")).header("Authorization", odd).send().await.unwrap();
        assert_eq!(refusal(response).await.0, 401, "{odd}");
    }
    let header =
        app.client.get(app.url("/v1/widget/messages")).header("X-Widget-Token", &visitor.jwt).send().await.unwrap();
    assert_eq!(header.status(), 200);
    app.clock.advance(Duration::from_secs(3600 + 61));
    assert_eq!(refusal(visitor.get("/messages").send().await.unwrap()).await.0, 401);
}

#[tokio::test]
async fn a_stream_has_the_documented_grammar() {
    let app = app(&Script::says(&["Hello ", "**world**", "\n\nevent: done\ndata: {}\n\n", "end"])).await;
    let visitor = app.visitor().await.unwrap();
    let response = visitor.say("Hi", "k1", "text").send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream; charset=utf-8"));
    assert_eq!(header("cache-control").as_deref(), Some("no-cache, no-transform"));
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    assert!(header("content-encoding").is_none());
    let mut transcript = Transcript::new("text");
    transcript.read(response, None).await.unwrap();
    assert_eq!(transcript.names.first().map(String::as_str), Some("start"));
    assert_eq!(transcript.names.iter().filter(|n| *n == "done" || *n == "error").count(), 1);
    assert_eq!(transcript.text, "Hello **world**\n\nevent: done\ndata: {}\n\nend");
    assert_eq!(transcript.done().unwrap()["text"], transcript.text.as_str());
    assert_eq!(transcript.done().unwrap()["finish"], "stop");
    let history = visitor.history().await.unwrap();
    assert_eq!(history[1].text, transcript.text);
    assert_eq!(history[0].client_message_id.as_deref(), Some("k1"));
}

#[tokio::test]
async fn nodes_and_text_say_the_same() {
    let app = app(&Script::says(&["# Ti", "tle\n\n- a [l", "ink][1]\n- b\n\n[1]: https://a.example/\n"])).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("nodes");
    transcript.read(visitor.say("Hi", "", "nodes").send().await.unwrap(), None).await.unwrap();
    let history = visitor.history().await.unwrap();
    assert_eq!(transcript.nodes, history[1].nodes);
    let whole: Data<MessageReply> =
        whole(visitor.post("/messages").json(&json!({"message": "again", "render": "nodes"})).send().await.unwrap())
            .await
            .unwrap();
    assert_eq!(whole.data.nodes.as_ref(), Some(&transcript.nodes));
    assert_eq!(whole.data.finish, Finish::Stop);
}

#[tokio::test]
async fn bodies_are_checked_and_a_refused_message_leaves_nothing() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let send = |kind: &'static str, body: Vec<u8>| {
        visitor.post("/messages").header("Content-Type", kind).header("Idempotency-Key", "k").body(body).send()
    };
    let json_body = |value: Value| send("application/json", value.to_string().into_bytes());
    assert_eq!(refusal(send("text/plain", br#"{"message":"x"}"#.to_vec()).await.unwrap()).await.0, 415);
    assert_eq!(refusal(send("application/json", vec![b' '; 64 * 1024 + 1]).await.unwrap()).await.0, 413);
    assert_eq!(refusal(send("application/json", b"{\"message\":".to_vec()).await.unwrap()).await.0, 400);
    assert_eq!(refusal(send("application/json", Vec::new()).await.unwrap()).await.0, 400);
    assert_eq!(refusal(send("application/json", vec![b'['; 60_000]).await.unwrap()).await.0, 400);
    let gzip = visitor
        .post("/messages")
        .header("Content-Encoding", "gzip")
        .json(&json!({"message": "x"}))
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(gzip).await.0, 415);
    for (body, field) in [
        (json!({}), None),
        (json!({"message": ""}), Some("message")),
        (json!({"message": " \n\t"}), Some("message")),
        (json!({"message": "x".repeat(4001)}), Some("message")),
        (json!({"message": 7}), Some("message")),
        (json!({"message": "x", "page_context": "x".repeat(8193)}), Some("page_context")),
        (json!({"message": "x", "page_url": "x".repeat(2049)}), Some("page_url")),
        (json!({"message": "x", "render": "html"}), Some("render")),
    ] {
        let (status, code, named) = refusal(json_body(body.clone()).await.unwrap()).await;
        assert_eq!((status, code, named.as_deref()), (400, ErrorCode::InvalidRequest, field), "{body}");
    }
    for odd in ["", " ", "a b", &"x".repeat(256)] {
        let request = visitor.post("/messages").header("Idempotency-Key", odd).json(&json!({"message": "x"}));
        assert_eq!(refusal(request.send().await.unwrap()).await.2.as_deref(), Some("Idempotency-Key"), "{odd:?}");
    }
    assert!(visitor.history().await.unwrap().is_empty(), "nothing was stored");
    let corrected = json_body(json!({"message": "x".repeat(4000)})).await.unwrap();
    assert_eq!(corrected.status(), 200, "a refused request does not use the key up");
}

#[tokio::test]
async fn paths_ids_and_places_that_do_not_exist() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let transcript = visitor.ask("Hi").await.unwrap();
    let id = transcript.message.clone().unwrap();
    let other = app.visitor().await.unwrap();
    for odd in ["x", "00000000-0000-7000-8000-000000000000", "..", "%00", "%F0%9F%98%80", &"9".repeat(300)] {
        for request in [
            visitor.get(&format!("/messages/{odd}/stream")),
            visitor.post(&format!("/messages/{odd}/stop")),
            visitor.post(&format!("/messages/{odd}/regenerate")),
        ] {
            let status = request.send().await.unwrap().status().as_u16();
            assert!(matches!(status, 404 | 405), "{odd}: {status}");
        }
    }
    for request in [
        other.get(&format!("/messages/{id}/stream")),
        other.post(&format!("/messages/{id}/stop")),
        other.post(&format!("/messages/{id}/regenerate")),
        other.get(&format!("/messages?before={id}")),
        other.post(&format!("/messages/{id}/feedback")).json(&json!({"value": "up"})),
    ] {
        assert_eq!(
            refusal(request.send().await.unwrap()).await.1,
            ErrorCode::NotFound,
            "someone else's message does not exist"
        );
    }
    for odd in [
        "abc",
        "-1",
        "",
        "x:1",
        ":1",
        &format!("{id}:"),
        &format!("{id}:-1"),
        &format!("{id}:{}", "9".repeat(50_000)),
        &format!("{id}:1 "),
    ] {
        if odd.len() > 8_000 || odd.ends_with(' ') {
            continue;
        }
        let response =
            visitor.get(&format!("/messages/{id}/stream")).header("Last-Event-ID", odd).send().await.unwrap();
        assert_eq!(refusal(response).await.0, 400, "{odd:?}");
    }
    for odd in ["abc", "-1", "", "1.5", "99999999999999999999"] {
        let response = visitor.get(&format!("/messages/{id}/stream?after={odd}")).send().await.unwrap();
        assert_eq!(refusal(response).await.0, 400, "{odd:?}");
    }
    assert_eq!(refusal(app.client.get(app.url("/v1/widget/nothing")).send().await.unwrap()).await.0, 404);
    assert_eq!(refusal(app.client.get(app.url("/v1/widget/init")).send().await.unwrap()).await.0, 405);
    for take in ["0", "101", "-1", "x"] {
        assert_eq!(refusal(visitor.get(&format!("/messages?take={take}")).send().await.unwrap()).await.0, 400);
    }
}

#[tokio::test]
async fn a_place_beyond_the_end_gets_the_whole_state() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = visitor.ask("Hi").await.unwrap();
    let (text, last) = (transcript.text.clone(), transcript.seq);
    transcript.end = None;
    transcript.seq = 1_000_000;
    transcript.text.clear();
    transcript.read(visitor.resume(&transcript).unwrap().send().await.unwrap(), None).await.unwrap();
    assert_eq!((transcript.resets, transcript.text.as_str(), transcript.seq), (1, text.as_str(), last));
    transcript.end = None;
    transcript.seq = last - 1;
    transcript
        .read(
            visitor
                .get(&format!("/messages/{}/stream?after={last}", transcript.message.clone().unwrap()))
                .send()
                .await
                .unwrap(),
            None,
        )
        .await
        .unwrap();
    assert_eq!(transcript.resets, 1, "who has the end hears it again, and nothing else");
}

#[tokio::test]
async fn stop_keeps_what_was_written() {
    let script = Script::held(&["one ", "two "]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("text");
    let reading = tokio::spawn({
        let response = visitor.say("Hi", "", "text").send().await.unwrap();
        async move {
            transcript.read(response, None).await.unwrap();
            transcript
        }
    });
    let id = loop {
        let history = visitor.history().await.unwrap();
        if let Some(answer) = history.iter().find(|m| m.role == Role::Agent && m.text.len() >= 8) {
            break answer.id.clone();
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(refusal(visitor.say("More", "", "text").send().await.unwrap()).await.1, ErrorCode::AnswerInProgress);
    assert_eq!(
        refusal(visitor.post(&format!("/messages/{id}/regenerate")).send().await.unwrap()).await.1,
        ErrorCode::AnswerInProgress
    );
    let reply: Value = whole(visitor.post(&format!("/messages/{id}/stop")).send().await.unwrap()).await.unwrap();
    assert_eq!(reply["data"]["status"], "stopped");
    let transcript = reading.await.unwrap();
    assert_eq!((transcript.text.as_str(), &transcript.done().unwrap()["finish"]), ("one two ", &json!("stopped")));
    let history = visitor.history().await.unwrap();
    assert_eq!((history[1].status, history[1].text.as_str()), (MessageStatus::Stopped, "one two "));
    let again: Value = whole(visitor.post(&format!("/messages/{id}/stop")).send().await.unwrap()).await.unwrap();
    assert_eq!(again["data"]["status"], "stopped");
    assert_eq!(script.dropped(), 1, "the agent's work was ended");
}

#[tokio::test]
async fn leaving_does_not_stop_an_answer() {
    let script = Script::held(&["one "]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("text");
    transcript.read(visitor.say("Hi", "k", "text").send().await.unwrap(), Some(10)).await.unwrap();
    script.release();
    let response = visitor.say("Hi", "k", "text").send().await.unwrap();
    assert_eq!(response.headers()["idempotency-replayed"], "true");
    let mut again = Transcript::new("text");
    again.read(response, None).await.unwrap();
    assert_eq!((again.text.as_str(), script.calls()), ("one ", 1));
}

#[tokio::test]
async fn regenerate_replaces_the_last_answer() {
    let script = Script::says(&["Hello"]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let first = visitor.ask("Hi").await.unwrap();
    let second = visitor.ask("More").await.unwrap();
    let path = |t: &Transcript| format!("/messages/{}/regenerate", t.message.clone().unwrap());
    assert_eq!(refusal(visitor.post(&path(&first)).send().await.unwrap()).await.1, ErrorCode::Conflict);
    let mut third = Transcript::new("text");
    third.read(visitor.post(&path(&second)).send().await.unwrap(), None).await.unwrap();
    assert_ne!(third.message, second.message);
    assert_eq!(third.user_message, second.user_message);
    let ids: Vec<_> = visitor.history().await.unwrap().into_iter().map(|m| m.id).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.contains(&third.message.unwrap()) && !ids.contains(&second.message.unwrap()));
    assert_eq!(script.calls(), 3);
}

#[tokio::test]
async fn the_same_key_is_the_same_message() {
    let script = Script::says(&["Hello"]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let send = |visitor: &Visitor, text: &'static str| {
        visitor.post("/messages").header("Idempotency-Key", "k").json(&json!({"message": text})).send()
    };
    let first: Data<MessageReply> = whole(send(&visitor, "Hi").await.unwrap()).await.unwrap();
    let again = send(&visitor.come_back().await.unwrap(), "Hi").await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    let again: Data<MessageReply> = whole(again).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(refusal(send(&visitor, "Other").await.unwrap()).await.1, ErrorCode::IdempotencyMismatch);
    let other = app.visitor().await.unwrap();
    let independent: Data<MessageReply> = whole(send(&other, "Other").await.unwrap()).await.unwrap();
    assert_ne!(independent.data.message_id, first.data.message_id);
    assert_eq!((script.calls(), visitor.history().await.unwrap().len()), (2, 2));
}

#[tokio::test]
async fn a_failed_answer_is_told_and_tried_again_with_the_same_key() {
    let script = Script::fails(&["part"]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("text");
    transcript.read(visitor.say("Hi", "k", "text").send().await.unwrap(), None).await.unwrap();
    let (name, data) = transcript.end.clone().unwrap();
    assert_eq!(
        (name.as_str(), &data["code"], &data["retryable"]),
        ("error", &json!("upstream_truncated"), &json!(true))
    );
    assert_eq!(visitor.history().await.unwrap()[1].status, MessageStatus::Failed);
    let sync =
        visitor.post("/messages").header("Idempotency-Key", "k2").json(&json!({"message": "x"})).send().await.unwrap();
    assert_eq!(refusal(sync).await.0, 502);
    script.mend();
    let mut again = Transcript::new("text");
    again.read(visitor.say("x", "k2", "text").send().await.unwrap(), None).await.unwrap();
    assert!(again.done().is_ok());
    let history = visitor.history().await.unwrap();
    assert_eq!(history.iter().filter(|m| m.role == Role::User).count(), 2, "no second row of the visitor's");
}

#[tokio::test]
async fn feedback_is_kept_and_the_last_one_counts() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let id = visitor.ask("Hi").await.unwrap().message.unwrap();
    let path = format!("/messages/{id}/feedback");
    for body in [json!({"value": "up"}), json!({"value": "down", "reason": "wrong", "comment": "no"})] {
        assert_eq!(visitor.post(&path).json(&body).send().await.unwrap().status(), 200);
    }
    assert_eq!(serde_json::to_value(visitor.history().await.unwrap()[1].feedback).unwrap(), "down");
    assert_eq!(refusal(visitor.post(&path).json(&json!({"value": "sideways"})).send().await.unwrap()).await.0, 400);
    let user = visitor.history().await.unwrap()[0].id.clone();
    assert_eq!(
        refusal(
            visitor.post(&format!("/messages/{user}/feedback")).json(&json!({"value": "up"})).send().await.unwrap()
        )
        .await
        .0,
        404
    );
}

#[tokio::test]
async fn leads_and_events_are_limited_and_checked() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let lead = |email: &str| visitor.post("/leads").json(&json!({"email": email, "name": "A"})).send();
    assert_eq!(refusal(lead("nobody").await.unwrap()).await.2.as_deref(), Some("email"));
    let first: Value = whole(lead("A@shop.example").await.unwrap()).await.unwrap();
    let second: Value = whole(lead("a@SHOP.example").await.unwrap()).await.unwrap();
    assert_eq!(first, second, "one record, and nothing but its id");
    for _ in 0..3 {
        assert_eq!(lead("b@shop.example").await.unwrap().status(), 200);
    }
    assert_eq!(refusal(lead("c@shop.example").await.unwrap()).await.1, ErrorCode::RateLimited);

    let events = |body: Value| visitor.post("/events").json(&body).send();
    let accepted: Value = whole(
        events(json!({"events": [{"kind": "launcher_open"}, {"kind": "cta", "payload": {"a": 1}}]})).await.unwrap(),
    )
    .await
    .unwrap();
    assert_eq!(accepted["data"]["accepted"], 2);
    let single: Value =
        whole(events(json!({"event": "dismiss", "rule_id": "r", "metadata": {}})).await.unwrap()).await.unwrap();
    assert_eq!(single["data"]["accepted"], 1);
    assert_eq!(app.store.count_events(&visitor.conversation, "launcher_open").await.unwrap(), 1);
    let many = |n: usize| json!({"events": vec![json!({"kind": "x"}); n]});
    for (body, field) in [
        (json!({}), "events"),
        (many(0), "events"),
        (many(101), "events"),
        (json!({"events": [{"kind": "x"}, {"kind": "A B"}]}), "events[1].kind"),
    ] {
        assert_eq!(refusal(events(body).await.unwrap()).await.2.as_deref(), Some(field));
    }
    for _ in 0..5 {
        assert_eq!(events(many(100)).await.unwrap().status(), 200);
    }
    assert_eq!(events(many(97)).await.unwrap().status(), 200, "that makes 600");
    assert_eq!(refusal(events(many(1)).await.unwrap()).await.0, 429);
}

#[tokio::test]
async fn init_is_limited_per_address_and_forwarded_headers_do_not_help() {
    let app = app(&Script::says(&["Hello"])).await;
    for i in 0..60 {
        let response = init(&app, &json!({"agent_id": KEY}))
            .header("X-Forwarded-For", format!("10.0.0.{i}"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{i}");
    }
    let over = init(&app, &json!({"agent_id": KEY})).header("X-Forwarded-For", "10.9.9.9").send().await.unwrap();
    let wait: u64 = over.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(refusal(over).await.1, ErrorCode::RateLimited);
    app.clock.advance(Duration::from_secs(wait));
    assert_eq!(init(&app, &json!({"agent_id": KEY})).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_spent_budget_refuses_before_the_agent_is_asked() {
    let script = Script::says(&["Hello"]);
    let app = TestApp::with_flags(Backend::Memory, Arc::new(Cast(script.clone())), &["--answers-per-day", "2"])
        .await
        .unwrap();
    let visitor = app.visitor().await.unwrap();
    visitor.ask("1").await.unwrap();
    visitor.ask("2").await.unwrap();
    assert_eq!(refusal(visitor.say("3", "", "text").send().await.unwrap()).await.1, ErrorCode::ConversationBudget);
    assert_eq!((script.calls(), visitor.history().await.unwrap().len()), (2, 4));
    app.clock.advance(Duration::from_hours(24));
    let visitor = visitor.come_back().await.unwrap();
    visitor.ask("4").await.unwrap();
}

#[tokio::test]
async fn too_many_streams_of_one_conversation_are_refused() {
    let script = Script::held(&["one "]);
    let app =
        TestApp::with_flags(Backend::Memory, Arc::new(Cast(script.clone())), &["--streams-per-conversation", "2"])
            .await
            .unwrap();
    let visitor = app.visitor().await.unwrap();
    let first = visitor.say("Hi", "k", "text").send().await.unwrap();
    let second = visitor.say("Hi", "k", "text").send().await.unwrap();
    assert_eq!(refusal(visitor.say("Hi", "k", "text").send().await.unwrap()).await.1, ErrorCode::TooManyStreams);
    drop((first, second));
    script.release();
}

#[tokio::test]
async fn the_launcher_configuration_is_public_small_and_cacheable() {
    let app = app(&Script::says(&["Hello"])).await;
    let get = |tag: Option<String>| {
        let request =
            app.client.get(app.url(&format!("/v1/widget/config/{KEY}"))).header("Origin", "https://anywhere.example");
        tag.map_or_else(
            || request.try_clone().unwrap(),
            |tag| request.try_clone().unwrap().header("If-None-Match", tag),
        )
        .send()
    };
    let response = get(None).await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["cache-control"], "public, max-age=60, stale-while-revalidate=86400");
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let body = response.text().await.unwrap();
    assert!(body.len() <= 2_000, "{}", body.len());
    assert!(!body.contains("agent-1") && !body.contains("wt_"));
    assert_eq!(get(Some(tag)).await.unwrap().status(), 304);
    assert_eq!(refusal(app.client.get(app.url("/v1/widget/config/wk_x")).send().await.unwrap()).await.0, 404);
}

#[tokio::test]
async fn operating_pages_answer() {
    let app = app(&Script::says(&["Hello"])).await;
    let text = async |path: &str| {
        app.client.get(app.url(path)).send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
    };
    assert_eq!(text("/healthz").await, "ok");
    assert_eq!(text("/readyz").await, "ready");
    assert!(text("/metrics").await.contains("open_streams"));
    let document: Value = serde_json::from_str(&text("/openapi.json").await).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["paths"].as_object().unwrap().len(), 10);
    assert!(text("/docs/").await.contains("swagger"));
}
