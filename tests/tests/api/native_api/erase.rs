//! A visitor takes everything back.

use std::time::Duration;

use parlor_shared::error::ErrorCode;
use parlor_tests::{script::Script, visitor::Visitor};
use serde_json::json;

use crate::native_api::caller::{app, init, refusal};

fn erase(visitor: &Visitor) -> reqwest::RequestBuilder {
    visitor
        .client
        .delete(format!("{}/v1/widget/me", visitor.base))
        .bearer_auth(&visitor.jwt)
        .header("Origin", parlor_tests::visitor::ORIGIN)
}

#[tokio::test]
async fn everything_of_one_visitor_goes_and_nothing_else() {
    let app = app(&Script::says(&["Yes."])).await;
    let (visitor, other) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    for someone in [&visitor, &other] {
        someone.ask("Hi").await.unwrap();
        let lead = json!({"email": format!("{}@shop.example", &someone.secret[..8])});
        assert_eq!(someone.post("/leads").json(&lead).send().await.unwrap().status(), 200);
        let event = json!({"event": "cta"});
        assert_eq!(someone.post("/events").json(&event).send().await.unwrap().status(), 200);
    }
    assert_eq!(erase(&visitor).send().await.unwrap().status(), 204);
    assert_eq!(app.store.count_events(&visitor.conversation, "cta").await.unwrap(), 0);
    assert_eq!(app.store.history(&visitor.conversation, None, 10).await.unwrap(), []);
    for request in [erase(&visitor), visitor.get("/messages"), visitor.get("/conversation/export")] {
        let (status, code, _) = refusal(request.send().await.unwrap()).await;
        assert_eq!((status, code), (401, ErrorCode::InvalidToken), "the token is dead");
    }
    let back = visitor.come_back().await.unwrap();
    assert!(back.secret != visitor.secret && back.conversation != visitor.conversation, "nobody is known by it");
    assert!(back.history().await.unwrap().is_empty());
    assert_eq!(other.history().await.unwrap().len(), 2);
    assert_eq!(app.store.count_events(&other.conversation, "cta").await.unwrap(), 1);
}

#[tokio::test]
async fn an_answer_that_is_being_written_ends() {
    let script = Script::held(&["One "]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let response = visitor.say("Hi", "", "text").send().await.unwrap().error_for_status().unwrap();
    assert_eq!(erase(&visitor).send().await.unwrap().status(), 204);
    script.release();
    let rest = tokio::time::timeout(Duration::from_secs(20), response.text()).await.unwrap().unwrap();
    assert!(rest.contains("event: error"), "{rest}");
    assert_eq!(app.store.history(&visitor.conversation, None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn nobody_else_may() {
    let app = app(&Script::says(&["Yes."])).await;
    let visitor = app.visitor().await.unwrap();
    let path = app.url("/v1/widget/me");
    assert_eq!(refusal(app.client.delete(&path).send().await.unwrap()).await.0, 401);
    let elsewhere = erase(&visitor).header("Origin", "https://evil.test");
    assert!(!elsewhere.send().await.unwrap().status().is_success());
    assert_eq!(visitor.get("/messages").send().await.unwrap().status(), 200);
    let preflight = app
        .client
        .request(reqwest::Method::OPTIONS, &path)
        .header("Origin", parlor_tests::visitor::ORIGIN)
        .header("Access-Control-Request-Method", "DELETE");
    let methods =
        preflight.send().await.unwrap().headers()["access-control-allow-methods"].to_str().unwrap().to_owned();
    assert!(methods.contains("DELETE"), "{methods}");
    let fresh = init(&app, &json!({"agent_id": parlor_tests::app::KEY})).send().await.unwrap();
    assert_eq!(fresh.status(), 200);
}
