//! Access control: widgets, origins, tokens.

use std::time::Duration;

use parlor::core::widget::settings::Feature;
use parlor_shared::error::ErrorCode;
use parlor_tests::{app::KEY, script::Script, visitor::ORIGIN};
use reqwest::Method;
use serde_json::json;

use crate::native_api::caller::{app, init, refusal};

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
        assert_eq!(response.headers()["access-control-allow-origin"], origin, "the page may read why");
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

/// Any name may point at this server: a page under it is one of ours only when the operator or this machine says so.
#[tokio::test]
async fn a_host_that_anybody_chose_is_on_no_list() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let ask = async |host: &str, origin: &str| {
        let init = app.client.post(app.url("/v1/widget/init")).json(&json!({"agent_id": KEY}));
        let history = app.client.get(app.url("/v1/widget/messages")).bearer_auth(&visitor.jwt);
        let mut statuses = Vec::new();
        for request in [init, history] {
            let request = request.header("Host", host).header("Origin", origin);
            statuses.push(request.send().await.unwrap().status().as_u16());
        }
        statuses
    };
    for host in ["evil.test", "evil.test:80", "localhost.evil.test", "shop.example.com.evil.test"] {
        let origin = format!("http://{}", host.trim_end_matches(":80"));
        assert_eq!(ask(host, &origin).await, [403, 403], "{host}");
    }
    assert_eq!(ask("evil.test", ORIGIN).await, [200, 200], "the list still counts");
    let here = app.base.strip_prefix("http://").unwrap();
    assert_eq!(ask(here, &app.base).await, [200, 200], "pages of this machine");
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
}

/// Without the first a page that is not on the list could not even be told so; the second is what it must not get.
#[tokio::test]
async fn any_page_may_ask_and_read_a_refusal_and_nothing_else() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    let from = |origin: &'static str, method: Method, path: &str| {
        app.client.request(method, app.url(path)).header("Origin", origin)
    };
    let evil = "https://evil.example";
    let readable = |response: &reqwest::Response| {
        let headers = response.headers();
        assert!(headers.get("access-control-allow-credentials").is_none());
        headers.get("access-control-allow-origin").is_some_and(|origin| origin == evil)
    };
    for path in [
        "/v1/widget/init",
        "/v1/widget/init/",
        "/api/v1/widget/init/",
        "/v1/widget/nothing",
        "/api/widget/session/",
        "/api/widget-chat/sessions/",
        "/api/widget-chat/nothing/at/all",
        "/v1/conversation/x/nothing",
        "/api/v1/conversation/x/complete/",
    ] {
        let preflight = from(evil, Method::OPTIONS, path).send().await.unwrap();
        assert!(preflight.status() == 204 && readable(&preflight), "{path}");
        let response = from(evil, Method::POST, path).json(&json!({"agent_id": KEY})).send().await.unwrap();
        let status = response.status().as_u16();
        // A slash at the end changes nothing: the routes that are there ask for their own key or body first.
        let expected: &[u16] = match path {
            "/api/widget/session/" | "/api/v1/conversation/x/complete/" => &[401],
            "/api/widget-chat/sessions/" => &[400],
            _ => &[403, 404],
        };
        assert!(expected.contains(&status) && readable(&response), "{path}: {status}");
    }
    let malformed = from(evil, Method::POST, "/v1/widget/init").body("x").send().await.unwrap();
    assert!(malformed.status() == 415 && readable(&malformed));
    let wrong = from(evil, Method::PUT, "/v1/widget/init").send().await.unwrap();
    assert!(wrong.status() == 405 && readable(&wrong));
    // The address of a file is its own permission; no page that is not on a list may read it.
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Attachments, true)).await.unwrap();
    let file = visitor.brought("a.txt", "text/plain", b"words").await.unwrap();
    let opened = from(evil, Method::GET, &file.url).send().await.unwrap();
    assert!(opened.status() == 200 && !readable(&opened));
    for path in ["/api/auth/me", "/api/teams/team-1/agents", "/api/teams/team-1/nothing/", "/v1/integration/widget/x/y"]
    {
        for method in [Method::GET, Method::OPTIONS] {
            let response = from(evil, method, path).send().await.unwrap();
            let told = response.headers().keys().any(|name| name.as_str().starts_with("access-control"));
            assert!(!response.status().is_success() && !told, "{path}");
        }
    }
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
    app.clock.advance(Duration::from_secs(3599));
    assert_eq!(visitor.get("/messages").send().await.unwrap().status(), 200);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(refusal(visitor.get("/messages").send().await.unwrap()).await.0, 401);
}
