//! Sessions: found again, created, known across APIs.

use std::time::Duration;

use parlor_shared::ids::ConversationId;
use rstest::rstest;
use serde_json::json;

use super::{Backend, Caty, Tells, reply};

#[rstest]
#[tokio::test]
async fn the_request_of_the_page(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let caty = Caty::with(backend, Tells::text("Yes."), &[]).await;
    let body = json!({"visitor_id": "optional_visitor_id", "page": {
        "url": "https://example.com/page", "title": "Page Title", "referrer": "https://google.com",
    }});
    let first = reply(caty.post("session", &body)).await;
    let id = first["session_id"].as_str().unwrap();
    let visitor = first["visitor_id"].as_str().unwrap();
    assert!(visitor.starts_with("vis_") && visitor.len() == 36, "{visitor}");
    let expected = json!({
        "success": true, "session_id": id, "visitor_id": visitor,
        "greeting": {"content": "Hi, I am **Ada**.", "timestamp": "2027-01-15T08:00:00Z"},
    });
    assert_eq!(first, expected);
    let conversation: ConversationId = id.strip_prefix("sess_").unwrap().parse().unwrap();
    let stored =
        caty.app.store.widget_conversation(&"widget-1".parse().unwrap(), &conversation).await.unwrap().unwrap();
    assert_eq!(stored.page.url.unwrap().as_str(), "https://example.com/page");
    assert_eq!(stored.page.title.unwrap(), "Page Title");
    assert_eq!(stored.page.referrer.unwrap().as_str(), "https://google.com/");

    let back = json!({"visitor_id": visitor, "page": body["page"]});
    assert_eq!(reply(caty.post("session", &back)).await, first, "the same visitor, the same session");
    let guess = reply(caty.post("session", &body)).await;
    assert_ne!(guess["session_id"], first["session_id"], "anybody can guess an id that a page made up");
    assert_ne!(guess["visitor_id"], first["visitor_id"]);
    caty.app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    let later = reply(caty.post("session", &back)).await;
    assert_ne!(later["session_id"], first["session_id"], "it has ended");
    assert_eq!(later["greeting"]["timestamp"], "2027-01-16T08:00:01Z");
}

#[tokio::test]
async fn a_visitor_without_a_name_gets_one() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let mut names = Vec::new();
    for nobody in [json!({}), json!({"visitor_id": null, "page": null}), json!({"visitor_id": ""})] {
        let reply = reply(caty.post("session", &nobody)).await;
        let name = reply["visitor_id"].as_str().unwrap().to_owned();
        let digits = name.strip_prefix("vis_").unwrap();
        assert!(digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()), "{name}");
        names.push((name, reply["session_id"].clone()));
    }
    assert!(names[0] != names[1] && names[1] != names[2]);
    let back = reply(caty.post("session", &json!({"visitor_id": names[0].0}))).await;
    assert_eq!(back["session_id"], names[0].1);
}

/// An id of somebody else, as a stranger might try it, opens a new session of the stranger's own.
#[tokio::test]
async fn only_the_servers_own_ids_open_a_session_again() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let first = reply(caty.post("session", &json!({}))).await;
    let secret = first["visitor_id"].as_str().unwrap();
    let conversation: ConversationId = first["session_id"].as_str().unwrap()[5..].parse().unwrap();
    let stored =
        caty.app.store.widget_conversation(&"widget-1".parse().unwrap(), &conversation).await.unwrap().unwrap();
    let mut seen = vec![first["session_id"].clone()];
    for guess in [
        "customer-1001".to_owned(),
        secret.to_uppercase(),
        secret[4..].to_owned(),
        format!(" {secret}"),
        format!("vis_{}", "0".repeat(32)),
        format!("vis_{}", stored.visitor_id),
        stored.visitor_id.to_string(),
        first["session_id"].as_str().unwrap().to_owned(),
    ] {
        let opened = reply(caty.post("session", &json!({"visitor_id": guess}))).await;
        assert!(!seen.contains(&opened["session_id"]), "{guess}");
        assert_ne!(opened["visitor_id"], guess.as_str());
        seen.push(opened["session_id"].clone());
    }
    assert_eq!(reply(caty.post("session", &json!({"visitor_id": secret}))).await, first);
}

#[tokio::test]
async fn the_session_is_a_conversation_of_the_one_store() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let session = caty.session().await;
    reply(caty.post("message", &json!({"session_id": session, "message": "Is it you?"}))).await;
    let conversation: ConversationId = session.strip_prefix("sess_").unwrap().parse().unwrap();
    let history = caty.app.store.history(&conversation, None, 10).await.unwrap();
    let said: Vec<_> = history.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(said, ["Is it you?", "Yes."]);
}
