//! Refused requests, and the texts of the refusals.

use parlor::core::{
    entropy::SystemEntropy,
    widget::{KeyKind, Widget},
};
use parlor_tests::{
    app::{CATY_KEY, KEY},
    visitor::ORIGIN,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Caty, Tells, refusal, reply};

/// Every route with a body that is valid except for its session.
fn routes(session: &str) -> Vec<(Method, &'static str, Value)> {
    vec![
        (Method::GET, "config", json!({})),
        (Method::POST, "session", json!({})),
        (Method::POST, "message", json!({"session_id": session, "message": "Hi"})),
        (Method::POST, "track", json!({"session_id": session, "events": [{"type": "click"}]})),
        (Method::POST, "proactive", json!({"session_id": session, "trigger_type": "idle"})),
        (Method::POST, "lead", json!({"session_id": session, "email": "john@example.com"})),
    ]
}

#[tokio::test]
async fn without_a_valid_key_nothing_works() {
    let mut caty = Caty::start(Tells::text("Yes.")).await;
    let session = caty.session().await;
    for (method, path, body) in routes(&session) {
        let url = caty.app.url(&format!("/api/widget/{path}"));
        let bare = caty.app.client.request(method, url).header("Origin", ORIGIN).json(&body);
        assert_eq!(refusal(bare).await, (401, "MISSING_API_KEY".into()), "{path}");
    }
    for wrong in ["", "caty_", "caty_ffffffffffffffffffffffffffffffff", KEY, &CATY_KEY.to_uppercase(), "é"] {
        caty.key = wrong.into();
        for (method, path, body) in routes(&session) {
            let request = caty.ask(method, path).json(&body);
            assert_eq!(refusal(request).await, (401, "INVALID_API_KEY".into()), "{path} {wrong:?}");
        }
    }
}

#[tokio::test]
async fn a_widget_that_is_switched_off_deleted_or_has_a_new_key_is_nobodys() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let changes: [fn(&mut Widget); 3] = [
        |widget| widget.active = false,
        |widget| (widget.active, widget.deleted) = (true, true),
        |widget| {
            widget.deleted = false;
            widget.replace_key(KeyKind::Caty, &SystemEntropy);
        },
    ];
    for change in changes {
        caty.app.change_widget(change).await.unwrap();
        assert_eq!(refusal(caty.ask(Method::GET, "config")).await, (401, "INVALID_API_KEY".into()));
    }
}

#[tokio::test]
async fn pages_that_may_not_use_the_widget_are_refused_and_may_read_why() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    for (method, path, body) in routes("sess_x") {
        for origin in
            ["https://evil.example", "null", "http://shop.example.com", "https://shop.example.com.evil.example"]
        {
            let url = caty.app.url(&format!("/api/widget/{path}"));
            let request = caty.app.client.request(method.clone(), url).header("X-API-Key", CATY_KEY);
            let response = request.header("Origin", origin).json(&body).send().await.unwrap();
            assert_eq!(response.headers()["access-control-allow-origin"], origin, "{path}");
            assert_eq!(super::judged(response).await, (403, "ORIGIN_NOT_ALLOWED".into()), "{path} {origin}");
        }
    }
    let from_no_page = caty.app.client.get(caty.app.url("/api/widget/config")).header("X-API-Key", CATY_KEY);
    reply(from_no_page).await;
}

#[tokio::test]
async fn browsers_are_told_what_they_may_send_and_read() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let url = caty.app.url("/api/widget/message");
    let ask = caty.app.client.request(Method::OPTIONS, url).header("Origin", ORIGIN);
    let ask = ask.header("Access-Control-Request-Method", "POST");
    let response = ask.header("Access-Control-Request-Headers", "x-api-key, content-type").send().await.unwrap();
    assert_eq!(response.status(), 204);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("access-control-allow-origin"), ORIGIN);
    let allowed = header("access-control-allow-headers").to_ascii_lowercase();
    for name in ["x-api-key", "content-type", "idempotency-key"] {
        assert!(allowed.split(", ").any(|header| header == name), "{name}");
    }
    assert!(response.headers().get("access-control-allow-credentials").is_none());
    let config = caty.ask(Method::GET, "config").send().await.unwrap();
    assert_eq!(config.headers()["access-control-allow-origin"], ORIGIN);
    assert!(config.headers().get_all("vary").iter().any(|v| v == "Origin"));
}

#[tokio::test]
async fn foreign_sessions_are_answered_like_random_ones() {
    let mut caty = Caty::start(Tells::text("Yes.")).await;
    let foreign = caty.session().await;
    let mut other = caty.app.store.widget_by_key(KeyKind::Key, KEY).await.unwrap().unwrap();
    other.id = "widget-2".parse().unwrap();
    for kind in [KeyKind::Key, KeyKind::EmbedToken, KeyKind::Caty] {
        other.replace_key(kind, &SystemEntropy);
    }
    caty.app.store.put_widget(&other).await.unwrap();
    caty.key.clone_from(&other.keys.caty_key);
    let without_prefix = foreign.trim_start_matches("sess_").to_owned();
    let random = "sess_0b8f7a52-5a0e-4c55-8f5e-2f3b0f6a9d11".to_owned();
    for path in ["message", "track", "proactive", "lead"] {
        let mut bodies = Vec::new();
        for id in [&foreign, &random, &without_prefix, &String::new(), &"sess_".to_owned(), &"x".repeat(9999)] {
            let (_, _, body) = routes(id).into_iter().find(|(_, route, _)| *route == path).unwrap();
            let response = caty.post(path, &body).send().await.unwrap();
            assert_eq!(response.status(), 404, "{path} {id}");
            bodies.push(response.text().await.unwrap());
        }
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{path}");
        assert!(bodies[0].contains("NOT_FOUND"));
    }
    let conversation = without_prefix.parse().unwrap();
    assert_eq!(caty.app.store.history(&conversation, None, 10).await, Ok(vec![]), "nothing was written");
    assert_eq!(caty.app.store.count_events(&conversation, "click").await, Ok(0));
}

#[tokio::test]
async fn bodies_that_are_not_json_or_too_large() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let invalid = || "VALIDATION_ERROR".to_owned();
    let send = |kind: &str, body: String| caty.ask(Method::POST, "session").header("Content-Type", kind).body(body);
    assert_eq!(refusal(send("text/plain", "{}".into())).await, (415, invalid()));
    let large = format!("{{\"visitor_id\": \"{}\"}}", "x".repeat(65 * 1024));
    assert_eq!(refusal(send("application/json", large)).await, (413, invalid()));
    for odd in ["", "[]", "null", "7", "\"x\"", "{", "{\"visitor_id\": 7}", "{\"page\": 7}"] {
        assert_eq!(refusal(send("application/json", odd.into())).await, (400, invalid()), "{odd}");
    }
    for field in [
        json!({"visitor_id": "x".repeat(129)}),
        json!({"page": {"url": "x".repeat(2049)}}),
        json!({"page": {"title": "x".repeat(301)}}),
        json!({"page": {"referrer": "x".repeat(2049)}}),
    ] {
        assert_eq!(refusal(caty.post("session", &field)).await, (400, invalid()));
    }
    let session = caty.session().await;
    for words in [String::new(), " \n\t".to_owned(), "x".repeat(4001)] {
        let body = json!({"session_id": session, "message": words});
        assert_eq!(refusal(caty.post("message", &body)).await, (400, invalid()));
    }
}

#[tokio::test]
async fn methods_a_path_does_not_take() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    for (method, path) in
        [(Method::POST, "config"), (Method::GET, "session"), (Method::DELETE, "lead"), (Method::PUT, "message")]
    {
        assert_eq!(refusal(caty.ask(method, path)).await, (405, "METHOD_NOT_ALLOWED".into()), "{path}");
    }
}
