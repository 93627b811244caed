//! Requests that pages of other sites can make with an owner's cookie: none.

use parlor_tests::owner::{PASSWORD, read};
use reqwest::{Method, RequestBuilder, header};
use serde_json::{Value, json};

use super::{Pair, refused};

/// Every kind of write, with a body that would be good.
fn writes(pair: &Pair, agent: &str, widget: &str) -> Vec<(Method, String, Value)> {
    let team = |rest: &str| format!("/api/teams/{}{rest}", pair.us.team);
    vec![
        (Method::POST, team("/widgets"), json!({"name": "New", "workflowId": agent})),
        (Method::PUT, team(&format!("/widgets/{widget}")), json!({"name": "Changed"})),
        (Method::DELETE, team(&format!("/widgets/{widget}")), Value::Null),
        (Method::POST, team(&format!("/widgets/{widget}/regenerate-token")), Value::Null),
        (Method::POST, team(&format!("/widgets/{widget}/keys/key/regenerate")), Value::Null),
        (Method::PATCH, team(&format!("/widgets/{widget}/settings")), json!({"settings": {"title": "Changed"}})),
        (Method::POST, team("/agents"), json!({"name": "New", "spec": {"kind": "knowledge"}})),
        (Method::DELETE, team(&format!("/agents/{agent}")), Value::Null),
        (Method::POST, team("/secrets"), json!({"name": "New"})),
        (Method::POST, team("/members"), json!({"email": "them@rival.example", "role": "owner"})),
        (Method::POST, team("/blueprints"), json!({"name": "New"})),
        (Method::POST, "/api/auth/logout".into(), Value::Null),
    ]
}

async fn all(pair: &Pair) -> Vec<(u16, Value)> {
    let mut all = Vec::new();
    for path in ["/widgets", "/agents", "/secrets", "/members", "/blueprints"] {
        all.push(super::got(&pair.us, path).await);
    }
    all
}

#[tokio::test]
async fn only_our_own_pages_write() {
    let pair = Pair::usual().await;
    let agent = pair.us.new_agent().await.unwrap();
    let widget = pair.us.new_widget(&agent).await.unwrap();
    let before = all(&pair).await;
    let port = pair.app.base.rsplit(':').next().unwrap();
    let foreign = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        String::new(),
        pair.app.base.replace("http:", "https:"),
        format!("http://localhost:{port}"),
        "http://127.0.0.1".to_owned(),
        format!("{}.evil.example", pair.app.base),
        format!("{}/", pair.app.base),
    ];
    for (method, path, body) in writes(&pair, &agent, &widget) {
        let request = || {
            let request =
                pair.app.client.request(method.clone(), pair.app.url(&path)).header(header::COOKIE, &pair.us.cookie);
            if body.is_null() { request } else { request.json(&body) }
        };
        for origin in &foreign {
            refuse(request().header(header::ORIGIN, origin), 403).await;
        }
        refuse(request(), 403).await;
        refuse(request().header(header::ORIGIN, &pair.app.base).header(header::ORIGIN, "https://evil.example"), 403)
            .await;
    }
    assert_eq!(all(&pair).await, before);
    assert_eq!(pair.us.request(Method::GET, "/api/auth/me").send().await.unwrap().status(), 200, "still signed in");
}

#[tokio::test]
async fn forms_are_refused_even_from_our_own_pages() {
    let pair = Pair::usual().await;
    let agent = pair.us.new_agent().await.unwrap();
    let widget = pair.us.new_widget(&agent).await.unwrap();
    let before = all(&pair).await;
    for (method, path, body) in writes(&pair, &agent, &widget) {
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "Text/Plain;charset=utf-8",
        ] {
            let request = pair.us.request(method.clone(), &path).header(header::CONTENT_TYPE, kind);
            refuse(request.body(body.to_string()), 415).await;
        }
    }
    assert_eq!(all(&pair).await, before);
}

#[tokio::test]
async fn other_sites_read_nothing() {
    let pair = Pair::usual().await;
    let agent = pair.us.new_agent().await.unwrap();
    let widget = pair.us.new_widget(&agent).await.unwrap();
    let paths =
        ["/widgets".to_owned(), format!("/widgets/{widget}/embed-code"), "/agents".to_owned(), "/members".to_owned()];
    for path in paths {
        for method in [Method::GET, Method::OPTIONS] {
            let url = pair.app.url(&format!("/api/teams/{}{path}", pair.us.team));
            let request = pair.app.client.request(method, url).header(header::COOKIE, &pair.us.cookie);
            let request = request.header(header::ORIGIN, "https://shop.example.com");
            let reply = request.header("Access-Control-Request-Method", "PUT").send().await.unwrap();
            let headers = reply.headers();
            assert!(!headers.keys().any(|name| name.as_str().starts_with("access-control-")), "{path}: {headers:?}");
            assert_eq!(
                (headers["cache-control"].as_bytes(), headers["x-content-type-options"].as_bytes()),
                (&b"no-store"[..], &b"nosniff"[..])
            );
        }
    }
}

#[tokio::test]
async fn no_other_site_signs_anybody_in() {
    let pair = Pair::usual().await;
    let body = json!({"email": "them@rival.example", "password": PASSWORD});
    let login = || pair.app.client.post(pair.app.url("/api/auth/login"));
    refuse(login().json(&body).header(header::ORIGIN, "https://evil.example"), 403).await;
    refuse(login().body(body.to_string()).header(header::CONTENT_TYPE, "text/plain"), 415).await;
    let ours = login().json(&body).header(header::ORIGIN, &pair.app.base).send().await.unwrap();
    assert_eq!(ours.status(), 200);
}

#[tokio::test]
async fn a_program_with_a_secret_has_no_origin() {
    let pair = Pair::usual().await;
    let secret = pair.us.secret(&pair.app).await.unwrap();
    let url = pair.app.url(&format!("/api/teams/{}/agents", pair.us.team));
    let request =
        pair.app.client.post(url).bearer_auth(secret).json(&json!({"name": "Ada", "spec": {"kind": "knowledge"}}));
    assert_eq!(request.send().await.unwrap().status(), 201);
}

async fn refuse(request: RequestBuilder, expected: u16) {
    let reply = request.send().await.unwrap();
    assert!(!reply.headers().contains_key(header::SET_COOKIE));
    assert!(!reply.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    refused(&read(reply).await.unwrap(), expected, None);
}
