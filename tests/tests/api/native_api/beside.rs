//! Additional requests of a conversation: feedback, leads, events.

use parlor_shared::error::ErrorCode;
use parlor_tests::{script::Script, visitor::whole};
use serde_json::{Value, json};

use crate::native_api::caller::{app, refusal};

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
    app.clock.advance(std::time::Duration::from_secs(1));
    let back = visitor.come_back().await.unwrap();
    assert_eq!(back.conversation, visitor.conversation);
    let again = back.post("/leads").json(&json!({"email": "c@shop.example"})).send().await.unwrap();
    assert_eq!(again.status(), 200, "the limit is per token, as the page says");

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
