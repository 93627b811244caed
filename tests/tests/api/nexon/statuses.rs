//! Every status of "Error Codes", and those that are ours.

use parlor::agent::scripted::{ScriptedFailure, Step};
use parlor_shared::widget::Role;
use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, KEY},
    databases::Backend,
    repertoire::Repertoire,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{CHAT, INIT, Refusal, begun, echo, on, open, post, refusal, reply, say, saying, send, text, with};

const FORBIDDEN: &str = "Invalid or inactive widget key";

fn forbidden() -> Refusal {
    Refusal { status: 403, error: FORBIDDEN.into(), retry_after: None }
}

#[tokio::test]
async fn a_bad_field_is_400_and_named() {
    let app = echo().await;
    let conversation = open(&app).await;
    let long = |characters| "ș".repeat(characters);
    let whole = saying(&conversation, "Hi");
    let chat = |field: &str, value: Value| {
        let mut body = whole.clone();
        body[field] = value;
        (CHAT, field.to_owned(), body)
    };
    let init = |field: &str, value: Value| (INIT, field.to_owned(), json!({"key": KEY, field: value}));
    for (path, field, body) in [
        init("visitor_id", json!(long(129))),
        init("visitor_id", json!(7)),
        init("page_url", json!(long(2_049))),
        init("page_url", json!({})),
        (INIT, "key".into(), json!({})),
        (INIT, "key".into(), json!({"key": null})),
        (INIT, "key".into(), json!({"key": ["wk_"]})),
        chat("key", json!(null)),
        chat("conversation_id", json!(1)),
        chat("text", json!("")),
        chat("text", json!(" \t\n ")),
        chat("text", json!(long(2_001))),
        chat("text", json!(null)),
        chat("visitor_id", json!(long(129))),
        chat("lang", json!("de")),
        chat("lang", json!("EN")),
        chat("lang", json!(1)),
        (CHAT, "text".into(), json!({"key": KEY, "conversation_id": conversation})),
        (CHAT, "conversation_id".into(), json!({"key": KEY, "text": "Hi"})),
        (CHAT, "key".into(), json!({"text": "Hi", "conversation_id": conversation})),
    ] {
        let refused = refusal(send(&app, path, &body).await).await;
        assert_eq!(refused.status, 400, "{path} {field}: {refused:?}");
        assert!(refused.error.contains(&field), "{path} {field}: {refused:?}");
    }
    assert!(app.store.history(&conversation, None, 10).await.unwrap().is_empty(), "nothing was stored");
}

#[tokio::test]
async fn lengths_are_counted_in_characters() {
    let app = echo().await;
    let begun = json!({"key": KEY, "visitor_id": "ț".repeat(128), "page_url": "ж".repeat(2_048)});
    assert_eq!(reply(send(&app, INIT, &begun).await).await["visitor_id"], begun["visitor_id"]);
    let conversation = open(&app).await;
    let said = "😀".repeat(2_000);
    assert_eq!(reply(say(&app, &conversation, &said).await).await["response"], json!(said));
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_400_and_a_large_one_413() {
    let app = echo().await;
    for path in [INIT, CHAT] {
        let raw = |kind: &'static str, body: &str| {
            let request = app.client.post(app.url(path)).header("Content-Type", kind).body(body.to_owned());
            async move { refusal(request.send().await.unwrap()).await }
        };
        let sound = json!({"key": KEY}).to_string();
        for body in
            ["", "{", "[]", "null", "\"key\"", "{\"key\":}", "{\"key\":\"a\"} x", "{\"key\":\"a\",\"key\":\"b\"}"]
        {
            assert_eq!(raw("application/json", body).await.status, 400, "{path} {body}");
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
            let refused = raw(kind, &sound).await;
            assert_eq!(refused.status, 400, "{path} {kind}");
            assert!(refused.error.contains("application/json"), "{refused:?}");
        }
        let packed = post(&app, path, &json!({"key": KEY})).header("Content-Encoding", "gzip");
        assert_eq!(refusal(packed.send().await.unwrap()).await.status, 400);
        let large = json!({"key": "k".repeat(64 * 1024)}).to_string();
        assert_eq!(raw("application/json; charset=utf-8", &large).await.status, 413);
    }
}

#[tokio::test]
async fn other_methods_are_405_and_other_paths_404() {
    let app = echo().await;
    for (method, path) in [(Method::GET, INIT), (Method::PUT, CHAT), (Method::DELETE, CHAT)] {
        let response = app.client.request(method, app.url(path)).send().await.unwrap();
        assert_eq!(refusal(response).await.status, 405, "{path}");
    }
    assert_eq!(app.client.post(app.url("/api/widget/chats")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn unknown_keys_and_other_credentials_are_403() {
    let app = echo().await;
    let conversation = open(&app).await;
    let unknown = "wk_ffffffffffffffffffffffffffffffff";
    for key in [unknown, "wk_", EMBED_TOKEN, CATY_KEY, "widget-1", &KEY.to_uppercase(), "\0", &"k".repeat(9_000)] {
        let init = send(&app, INIT, &json!({"key": key})).await;
        assert_eq!(refusal(init).await, forbidden(), "{key:?}");
        let chat = json!({"key": key, "conversation_id": conversation, "text": "Hi"});
        assert_eq!(refusal(send(&app, CHAT, &chat).await).await, forbidden(), "{key:?}");
    }
}

#[tokio::test]
async fn a_conversation_that_is_not_the_keys_is_403_whether_there_is_one_or_not() {
    for backend in Backend::ALL {
        let app = on(backend, Repertoire::default().agents(), &[]).await;
        let own = open(&app).await;
        let key = "wk_00000000000000000000000000000002";
        let mut other = app.store.widget(&"widget-1".parse().unwrap()).await.unwrap().unwrap();
        other.id = "widget-2".parse().unwrap();
        other.keys.key = key.into();
        (other.keys.embed_token, other.keys.caty_key) = ("wt_2".into(), "caty_2".into());
        app.store.put_widget(&other).await.unwrap();
        let random = "a1b2c3d4-e5f6-4890-abcd-ef1234567890";
        for id in [own.as_str(), random, "../x", "é", "\0", &"c".repeat(65)] {
            let chat = json!({"key": key, "conversation_id": id, "text": "Hi"});
            assert_eq!(refusal(send(&app, CHAT, &chat).await).await, forbidden(), "{backend:?} {id:?}");
        }
        assert!(app.store.history(&own, None, 10).await.unwrap().is_empty());
        reply(say(&app, &own, "Hi").await).await;
    }
}

#[tokio::test]
async fn a_widget_that_is_off_deleted_or_has_another_key_is_403_at_once() {
    let app = echo().await;
    let conversation = open(&app).await;
    let refused = async || {
        let init = refusal(send(&app, INIT, &json!({"key": KEY})).await).await;
        let chat = refusal(say(&app, &conversation, "Hi").await).await;
        (init == forbidden()) && (chat == forbidden())
    };
    app.change_widget(|widget| widget.active = false).await.unwrap();
    assert!(refused().await, "switched off");
    app.change_widget(|widget| widget.active = true).await.unwrap();
    reply(say(&app, &conversation, "Hi").await).await;
    app.change_widget(|widget| widget.deleted = true).await.unwrap();
    assert!(refused().await, "deleted");
    app.change_widget(|widget| widget.deleted = false).await.unwrap();
    app.change_widget(|widget| widget.keys.key = "wk_00000000000000000000000000000009".into()).await.unwrap();
    assert!(refused().await, "another key");
}

fn failing(answers: Repertoire, (name, failure, ..): (&str, ScriptedFailure, u16, &str)) -> Repertoire {
    answers.on(name, [text("half an answer"), Step::Fail(failure)])
}

#[tokio::test]
async fn an_agent_that_fails_is_502_and_one_that_is_too_slow_504() {
    let failures = [
        ("unavailable", ScriptedFailure::Unavailable, 502, "temporarily unavailable"),
        ("rate_limited", ScriptedFailure::RateLimited, 502, "temporarily unavailable"),
        ("truncated", ScriptedFailure::Truncated, 502, "temporarily unavailable"),
        ("protocol", ScriptedFailure::Protocol, 502, "temporarily unavailable"),
        ("empty", ScriptedFailure::Empty, 502, "temporarily unavailable"),
        ("upstream", ScriptedFailure::Upstream, 502, "temporarily unavailable"),
        ("misconfigured", ScriptedFailure::Misconfigured, 502, "cannot answer"),
        ("context_too_long", ScriptedFailure::ContextTooLong, 502, "too long"),
        ("timeout", ScriptedFailure::Timeout, 504, "timed out"),
    ];
    let app = with(failures.into_iter().fold(Repertoire::default(), failing)).await;
    for (name, _, status, words) in failures {
        let conversation = open(&app).await;
        let refused = refusal(say(&app, &conversation, name).await).await;
        assert_eq!(refused.status, status, "{name}");
        assert!(refused.error.contains(words), "{refused:?}");
        let told = app.store.history(&conversation, None, 10).await.unwrap();
        assert_eq!((told.len(), told[0].role, told[0].text.as_str()), (2, Role::User, name), "the message is kept");
        reply(say(&app, &conversation, "again").await).await;
    }
}

#[tokio::test]
async fn a_widget_without_an_agent_is_502() {
    let app = echo().await;
    let conversation = open(&app).await;
    app.change_widget(|widget| widget.agent_id = None).await.unwrap();
    assert_eq!(refusal(send(&app, INIT, &json!({"key": KEY})).await).await.status, 502);
    assert_eq!(refusal(say(&app, &conversation, "Hi").await).await.status, 502);
}

#[tokio::test]
async fn a_database_that_is_away_is_503() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = on(backend, Repertoire::default().agents(), &[]).await;
        let conversation = open(&app).await;
        app.store.close().await;
        assert_eq!(refusal(send(&app, INIT, &json!({"key": KEY})).await).await.status, 503);
        assert_eq!(refusal(say(&app, &conversation, "Hi").await).await.status, 503);
    }
}

/// The server stops: what is being answered is answered, nothing new begins.
#[tokio::test]
async fn a_server_that_stops_is_503_and_ends_what_it_began() {
    let (answers, gate) = Repertoire::default().held("wait", "so ", "long");
    let app = with(answers).await;
    let [waiting, other] = [open(&app).await, open(&app).await];
    let answer = tokio::spawn(post(&app, CHAT, &saying(&waiting, "wait")).send());
    begun(&app, &waiting).await;
    app.stop.drain();
    app.state.shutdown.draining.cancelled().await;
    assert_eq!(refusal(say(&app, &other, "Hi").await).await.status, 503);
    gate.open(1);
    assert_eq!(reply(answer.await.unwrap().unwrap()).await, json!({"response": "so long"}));
}
