//! "Optional visitor identifier for tracking returning users": a label, and no key to anything.

use parlor::core::{store::Store, widget::KeyKind};
use parlor_shared::ids::{ConversationId, VisitorId};
use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend,
    repertoire::Repertoire,
    visitor::ORIGIN,
};
use serde_json::{Value, json};

use super::{CHAT, INIT, MANY, echo, on, opened, post, reply, say, send};

async fn visitor_of(store: &dyn Store, conversation: &ConversationId) -> VisitorId {
    let widget = store.widget_by_key(KeyKind::Key, KEY).await.unwrap().unwrap();
    store.widget_conversation(&widget.id, conversation).await.unwrap().unwrap().visitor_id
}

async fn named(app: &TestApp, name: &str) -> (ConversationId, VisitorId) {
    let conversation = opened(app, &json!({"key": KEY, "visitor_id": name})).await;
    let visitor = visitor_of(app.store.as_ref(), &conversation).await;
    (conversation, visitor)
}

#[tokio::test]
async fn a_returning_identifier_is_the_same_visitor_in_a_new_conversation() {
    for backend in Backend::ALL {
        let app = on(backend, Repertoire::default().agents(), &[]).await;
        let (first, ann) = named(&app, "ann").await;
        reply(say(&app, &first, "my secret").await).await;
        let (second, again) = named(&app, "ann").await;
        assert_eq!(ann, again, "{backend:?}");
        assert_ne!(first, second, "{backend:?}");
        assert_ne!(named(&app, "Ann").await.1, ann, "{backend:?}");
        assert!(app.store.history(&second, None, 10).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_identifier_that_arrives_many_times_at_once_is_one_visitor() {
    for backend in Backend::ALL {
        let app = on(backend, Repertoire::default().agents(), &MANY).await;
        let calls = (0..12).map(|_| named(&app, "ann"));
        let found = futures_util::future::join_all(calls).await;
        assert!(found.iter().all(|(_, visitor)| *visitor == found[0].1), "{backend:?}: {found:?}");
    }
}

#[tokio::test]
async fn an_identifier_is_said_back_and_one_is_made_up_when_there_is_none() {
    let app = echo().await;
    let given = "user 42 / ünïcode \u{1F600} \0";
    let begun = reply(send(&app, INIT, &json!({"key": KEY, "visitor_id": given})).await).await;
    assert_eq!(begun["visitor_id"], given);
    let mut made_up = Vec::new();
    for nothing in [json!(null), json!(""), json!("  ")] {
        let begun = reply(send(&app, INIT, &json!({"key": KEY, "visitor_id": nothing})).await).await;
        made_up.push(begun["visitor_id"].as_str().unwrap().to_owned());
    }
    assert!(made_up.iter().all(|name| name.starts_with("v_")), "{made_up:?}");
    made_up.dedup();
    assert_eq!(made_up.len(), 3, "visitors without a name are not one visitor");
}

#[tokio::test]
async fn the_identifier_of_a_message_is_only_a_label() {
    let app = echo().await;
    let (conversation, _) = named(&app, "ann").await;
    let said = json!({"key": KEY, "conversation_id": conversation, "text": "Hi", "visitor_id": "somebody else"});
    assert_eq!(reply(send(&app, CHAT, &said).await).await["response"], "Hi");
}

/// Identifiers may be guessed: they open no conversation, here or in the native API, whose secrets do.
#[tokio::test]
async fn an_identifier_is_no_secret_of_the_native_api() {
    let app = echo().await;
    let (conversation, _) = named(&app, "42").await;
    reply(say(&app, &conversation, "my secret").await).await;
    for guess in ["42", "nexon42", "nexon:42", "nexon\u{0}42", "nexon\u{ff}42", "nexon\u{fffd}42"] {
        let request = post(&app, "/v1/widget/init", &json!({"agent_id": KEY, "anon_id": guess}));
        let begun: Value = request.header("Origin", ORIGIN).send().await.unwrap().json().await.unwrap();
        assert_eq!(begun["data"]["messages"], json!([]), "{guess:?}");
        assert_ne!(begun["data"]["conversation_id"], json!(conversation), "{guess:?}");
    }
}
