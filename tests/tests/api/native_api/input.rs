//! Bad input: bodies, keys, paths, ids and places.

use parlor_shared::error::ErrorCode;
use parlor_tests::script::Script;
use serde_json::{Value, json};

use crate::native_api::caller::{app, refusal};

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
        (json!({}), Some("message")),
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
    // An empty id counts as absent, as for browsers.
    for odd in ["abc", "-1", "x:1", ":1", &format!("{id}:"), &format!("{id}:-1")] {
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
