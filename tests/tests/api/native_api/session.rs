//! Duration of a conversation, and identity of a visitor.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use parlor::core::security::identity::IdentitySeed;
use parlor_shared::error::ErrorCode;
use parlor_tests::{
    app::{KEY, NOW, TestApp, WIDGET},
    script::Script,
    visitor::{Visitor, whole},
};
use serde_json::{Value, json};

use crate::native_api::caller::{app, init, refusal};

#[tokio::test]
async fn a_session_that_is_over_can_be_read_and_takes_nothing_more() {
    let app = app(&Script::says(&["Yes."])).await;
    app.change_widget(|widget| widget.settings.session_seconds = Some(60)).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    let answer = visitor.ask("Hi").await.unwrap().message.unwrap();
    let left = async || {
        let body = json!({"agent_id": KEY, "anon_id": visitor.secret});
        let reply: Value = whole(init(&app, &body).send().await.unwrap()).await.unwrap();
        (reply["data"]["session_seconds_left"].as_u64().unwrap(), reply["data"]["conversation_id"].clone())
    };
    assert_eq!(left().await, (60, json!(visitor.conversation)));
    app.clock.advance(Duration::from_secs(40));
    assert_eq!(left().await, (20, json!(visitor.conversation)));
    app.clock.advance(Duration::from_secs(20));
    let (status, code, _) = refusal(visitor.say("More", "", "text").send().await.unwrap()).await;
    assert_eq!((status, code), (409, ErrorCode::SessionExpired));
    let again = visitor.post(&format!("/messages/{answer}/regenerate")).send().await.unwrap();
    assert_eq!(refusal(again).await.1, ErrorCode::SessionExpired);
    assert_eq!(visitor.history().await.unwrap().len(), 2, "still readable, nothing was added");
    assert_eq!(visitor.get("/conversation/export").send().await.unwrap().status(), 200);
    let next = visitor.come_back().await.unwrap();
    assert!(next.conversation != visitor.conversation && next.secret == visitor.secret);
    assert!(next.ask("More").await.is_ok());
}

#[tokio::test]
async fn an_answer_that_ends_after_one_began_anew_does_not_bring_the_old_conversation_back() {
    let script = Script::held(&["Well, "]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let mut slow = visitor.say("Hi", "", "text").send().await.unwrap();
    assert!(slow.chunk().await.unwrap().is_some(), "it is being written");
    app.clock.advance(Duration::from_secs(1));
    let body = json!({"agent_id": KEY, "anon_id": visitor.secret, "fresh": true});
    let anew =
        whole::<Value>(init(&app, &body).send().await.unwrap()).await.unwrap()["data"]["conversation_id"].clone();
    assert_ne!(anew, json!(visitor.conversation));
    app.clock.advance(Duration::from_secs(1));
    script.release();
    while slow.chunk().await.unwrap().is_some() {}
    assert_eq!(json!(visitor.come_back().await.unwrap().conversation), anew);
}

/// A token of the shop's server.
fn signed(secret: &str, claims: &Value) -> String {
    let mut all = json!({"aud": WIDGET, "exp": NOW + 3_600});
    for (name, value) in claims.as_object().unwrap() {
        all[name] = value.clone();
    }
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &all, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

/// Makes the widget's secret, as the owner's API does.
async fn secret(app: &TestApp, seed: &str) -> String {
    let (widget, seed) =
        (WIDGET.parse().unwrap(), IdentitySeed { seed: seed.into(), created_at: app.state.clock.now() });
    app.store.put_identity_seed(&widget, &seed).await.unwrap();
    app.state.signer.identity_secret(&widget, &seed.seed)
}

async fn come(app: &TestApp, token: &str) -> Value {
    let body = json!({"agent_id": KEY, "identity": token});
    whole::<Value>(init(app, &body).send().await.unwrap()).await.unwrap()["data"].clone()
}

#[tokio::test]
async fn the_same_subject_is_the_same_visitor_on_every_device() {
    let app = app(&Script::says(&["Yes."])).await;
    let secret = secret(&app, "seed").await;
    let ada = signed(&secret, &json!({"sub": "42", "name": "Ada", "email": "ada@shop.example"}));
    let first = come(&app, &ada).await;
    assert_eq!(first["anonymous_id"], "", "no secret but the owner's opens it");
    let visitor = Visitor { jwt: first["jwt"].as_str().unwrap().into(), ..app.visitor().await.unwrap() };
    visitor.ask("Hi").await.unwrap();
    let second = come(&app, &signed(&secret, &json!({"sub": "42"}))).await;
    assert_eq!((&second["conversation_id"], &second["visitor_id"]), (&first["conversation_id"], &first["visitor_id"]));
    assert_eq!(second["messages"].as_array().unwrap().len(), 2);
    for stranger in ["43", "42 ", "４２"] {
        let reply = come(&app, &signed(&secret, &json!({"sub": stranger}))).await;
        assert!(reply["visitor_id"] != first["visitor_id"] && reply["messages"] == json!([]), "{stranger:?}");
    }
    // The visitor's identity on the owner's server is neither a secret nor an id of a vendor's client.
    for guess in ["42", "identity42", first["visitor_id"].as_str().unwrap()] {
        let body = json!({"agent_id": KEY, "anon_id": guess});
        let reply: Value = whole(init(&app, &body).send().await.unwrap()).await.unwrap();
        assert!(reply["data"]["visitor_id"] != first["visitor_id"], "{guess}");
    }
    let id = first["visitor_id"].as_str().unwrap().parse().unwrap();
    let kept = app.store.visitor(&WIDGET.parse().unwrap(), &id).await.unwrap().unwrap().identity.unwrap();
    assert_eq!((kept.subject.as_str(), kept.name), ("42", None), "as the last token said");
}

#[tokio::test]
async fn a_token_that_is_not_valid_lets_nobody_in() {
    let app = app(&Script::says(&["Yes."])).await;
    let refused = async |token: &str| {
        let body = json!({"agent_id": KEY, "identity": token, "anon_id": "0123456789abcdef0123456789abcdef"});
        let (status, code, field) = refusal(init(&app, &body).send().await.unwrap()).await;
        assert_eq!((status, code, field.as_deref()), (403, ErrorCode::InvalidIdentity, Some("identity")), "{token}");
    };
    refused(&signed("wis_guess", &json!({"sub": "42"}))).await;
    let old = secret(&app, "old").await;
    let good = signed(&old, &json!({"sub": "42"}));
    let visitor = come(&app, &good).await["visitor_id"].clone();
    for claims in [json!({"sub": ""}), json!({"aud": "other"}), json!({"exp": NOW - 100}), json!({"exp": NOW + 90_000})]
    {
        let mut all = json!({"sub": "42"});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        refused(&signed(&old, &all)).await;
    }
    for token in ["", "a.b.c", &good[..good.len() - 1], &"x".repeat(10_000)] {
        refused(token).await;
    }
    let new = secret(&app, "new").await;
    refused(&good).await;
    assert_eq!(
        come(&app, &signed(&new, &json!({"sub": "42"}))).await["visitor_id"],
        visitor,
        "a new secret, the same people"
    );
    assert_eq!(app.store.remove_identity_seed(&WIDGET.parse().unwrap()).await, Ok(true));
    refused(&signed(&new, &json!({"sub": "42"}))).await;
}
