//! Requests that need no token: the launcher's configuration, the pages for the operator of the server.

use parlor_tests::{app::KEY, script::Script, visitor::ORIGIN};
use serde_json::{Value, json};

use crate::native_api::caller::{app, refusal};

#[tokio::test]
async fn the_launcher_configuration_is_public_small_and_cacheable() {
    let app = app(&Script::says(&["Hello"])).await;
    let get = |tag: Option<String>| {
        let request =
            app.client.get(app.url(&format!("/v1/widget/config/{KEY}"))).header("Origin", "https://anywhere.example");
        tag.map_or_else(
            || request.try_clone().unwrap(),
            |tag| request.try_clone().unwrap().header("If-None-Match", tag),
        )
        .send()
    };
    let response = get(None).await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["cache-control"], "public, max-age=60, stale-while-revalidate=86400");
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let body = response.text().await.unwrap();
    assert!(body.len() <= 2_000, "{}", body.len());
    assert!(!body.contains("agent-1") && !body.contains("wt_"));
    assert_eq!(get(Some(tag)).await.unwrap().status(), 304);
    assert_eq!(refusal(app.client.get(app.url("/v1/widget/config/wk_x")).send().await.unwrap()).await.0, 404);
}

#[tokio::test]
async fn a_page_may_wish_other_looks() {
    let app = app(&Script::says(&["Hello"])).await;
    let css = async |query: &str| {
        let url = app.url(&format!("/v1/widget/config/{KEY}{query}"));
        let body: Value =
            serde_json::from_str(&app.client.get(url).send().await.unwrap().text().await.unwrap()).unwrap();
        body["data"]["css"].as_str().unwrap().to_owned()
    };
    let usual = css("").await;
    assert!(usual.starts_with(":host{--parlor-brand:#2f5bd8;") && usual.contains(".contrast{"), "{usual}");
    let wished = css("?brand=%23ffd400&radius=4&density=compact&shadow=none&font=Georgia,serif").await;
    for part in [
        "--parlor-brand:#ffd400;",
        "--parlor-on-brand:#000000;",
        "--parlor-radius:4px;",
        "--parlor-font:Georgia,serif;",
    ] {
        assert!(wished.contains(part), "{part} in {wished}");
    }
    for odd in ["?brand=red", "?radius=99", "?font=x;}*{color:red", "?css=.a{}", "?density=%00", "?x=1"] {
        assert_eq!(css(odd).await, usual, "{odd}");
    }
}

/// The page for frames says who may show it, and may itself open conversations.
#[tokio::test]
async fn the_frames_page_is_ours() {
    let app = app(&Script::says(&["Hello"])).await;
    let page = app.client.get(app.url(&format!("/frame/{KEY}"))).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.ends_with(&format!("frame-ancestors 'self' {ORIGIN}")), "{policy}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert!(page.text().await.unwrap().contains(KEY));
    assert_eq!(app.client.get(app.url("/frame/wk_x")).send().await.unwrap().status(), 404);
    let init = |origin: &str| {
        app.client.post(app.url("/v1/widget/init")).header("Origin", origin).json(&json!({"agent_id": KEY})).send()
    };
    assert_eq!(init(&app.base).await.unwrap().status(), 200);
    assert_eq!(init("http://127.0.0.1").await.unwrap().status(), 403, "another port is another origin");
}

#[tokio::test]
async fn operating_pages_answer() {
    let app = app(&Script::says(&["Hello"])).await;
    let text = async |path: &str| {
        app.client.get(app.url(path)).send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
    };
    assert_eq!(text("/healthz").await, "ok");
    assert_eq!(text("/readyz").await, "ready");
    assert!(text("/metrics").await.contains("parlor_open_streams"));
    let document: Value = serde_json::from_str(&text("/openapi.json").await).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    // The whole document is compared with the committed copy in tests/openapi.rs.
    assert!(document["paths"]["/v1/widget/messages/stream"]["post"].is_object());
    assert!(text("/docs/").await.contains("swagger"));
}

/// That it works under its policy, `browser::reference` shows.
#[tokio::test]
async fn the_reference_has_a_strict_policy() {
    let app = app(&Script::says(&["Hello"])).await;
    for path in ["/docs/", "/docs/index.html", "/docs/swagger-initializer.js", "/docs/nothing"] {
        let reply = app.client.get(app.url(path)).send().await.unwrap();
        let policy = reply.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
    let page = app.client.get(app.url("/docs/")).send().await.unwrap().text().await.unwrap();
    assert!(page.matches("<script").count() == page.matches("<script src=").count(), "a script in the page: {page}");
}

/// Without a configured public URL, only trusted proxies determine the server's address.
#[tokio::test]
async fn the_public_url_follows_from_trusted_proxies() {
    let script = Script::says(&["Hello"]);
    for (flags, trusted) in [(&["--trusted-proxies", "127.0.0.1/32"][..], true), (&[][..], false)] {
        let app = parlor_tests::app::TestApp::with_flags(
            parlor_tests::databases::Backend::Temporary,
            std::sync::Arc::new(parlor_tests::script::Cast(script.clone())),
            flags,
        )
        .await
        .unwrap();
        let get = async |path: &str| {
            let request = app.client.get(app.url(path)).header("X-Forwarded-Proto", "https");
            let request = request.header("X-Forwarded-Host", "example.com").header("X-Forwarded-Port", "8443");
            request.header("X-Forwarded-Prefix", "/help").send().await.unwrap()
        };
        let action = |base: &str| format!("action=\"{base}/chat/{KEY}\"");
        let page = get(&format!("/chat/{KEY}")).await.text().await.unwrap();
        assert!(page.contains(&action(if trusted { "/help" } else { "" })), "{page}");
        assert_eq!(get("/help/healthz").await.status() == 200, trusted);
        let document: Value = get("/openapi.json").await.json().await.unwrap();
        let server = if trusted { "https://example.com:8443/help" } else { "/" };
        assert_eq!(document["servers"], json!([{"url": server}]));
        // Two redirects: to the folder, and from its page to the dashboard.
        assert_eq!(get("/help").await.url().path(), if trusted { "/help/dashboard/" } else { "/help" });
    }
}
