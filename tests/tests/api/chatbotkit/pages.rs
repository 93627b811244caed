//! Pages that may open a session and read the reply.

use parlor_tests::visitor::ORIGIN;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::bench::{AGENT, Bench, WIDGETS, refused, refuses};

/// Returns the path that opens sessions of a widget.
pub(super) fn path(widget: &str) -> String {
    format!("/{widget}/session/create")
}

/// Requests a session from a page, or from a program without a secret if there is no origin.
pub(super) fn visit(bench: &Bench, widget: &str, origin: Option<&str>) -> RequestBuilder {
    let request = bench.anybody(&format!("{WIDGETS}{}", path(widget)), &json!({}));
    origin.iter().fold(request, |request, origin| request.header("Origin", *origin))
}

/// Returns the number of conversations of a widget.
pub(super) async fn count(bench: &Bench, widget: &str) -> u64 {
    let since = jiff::Timestamp::UNIX_EPOCH;
    bench.app.store.widget_stats(&widget.parse().unwrap(), since).await.unwrap().sessions
}

#[tokio::test]
async fn only_pages_of_the_list_may_open_one() {
    let bench = Bench::new().await;
    let id = bench
        .ours
        .widget(&json!({"botId": AGENT, "origin": "https://shop.example.com, mill.example, *.mill.test"}))
        .await;
    for allowed in [ORIGIN, "https://mill.example", "http://mill.example:8080", "https://a.mill.test"] {
        let response = visit(&bench, &id, Some(allowed)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{allowed}");
    }
    let before = count(&bench, &id).await;
    for other in [
        Some("https://evil.example"),
        Some("https://shop.example.com.evil.example"),
        Some("http://shop.example.com"),
        Some("https://shop.example.com:8443"),
        Some("https://www.mill.example"),
        Some("https://mill.test"),
        Some("null"),
        None,
    ] {
        let response = visit(&bench, &id, other).send().await.unwrap();
        let headers = response.headers().clone();
        let told = headers.get("access-control-allow-origin").map(|origin| origin.to_str().unwrap());
        assert_eq!(told, other, "a page may read why");
        let (status, code, _) = refused(response).await;
        assert_eq!((status, code.as_str()), (403, "NOT_AUTHORIZED"), "{other:?}");
    }
    assert_eq!(count(&bench, &id).await, before);
    bench.ours.done(&path(&id), &json!({})).await;
    let page = bench.ours.post(&path(&id), &json!({})).header("Origin", "https://evil.example");
    refuses(page, 403, "NOT_AUTHORIZED").await;
    let twice = visit(&bench, &id, Some(ORIGIN)).header("Origin", "https://evil.example");
    refuses(twice, 403, "NOT_AUTHORIZED").await;
}

#[tokio::test]
async fn without_a_list_everybody_may() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    for origin in [Some("https://anything.example"), None] {
        assert_eq!(visit(&bench, &id, origin).send().await.unwrap().status(), 200, "{origin:?}");
    }
    refuses(visit(&bench, &id, Some("null")), 403, "NOT_AUTHORIZED").await;
}

#[tokio::test]
async fn browsers_may_ask_and_read() {
    let bench = Bench::new().await;
    // The widget every test server has, and its origin.
    let url = bench.app.url(&format!("{WIDGETS}{}", path("widget-1")));
    let preflight = bench.app.client.request(Method::OPTIONS, url).header("Access-Control-Request-Method", "POST");
    let response = preflight.header("Origin", ORIGIN).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((response.status().as_u16(), header("access-control-allow-origin").as_str()), (204, ORIGIN));
    assert!(header("access-control-allow-headers").contains("Content-Type"));
    assert!(response.headers().get("access-control-allow-credentials").is_none());
    let response = visit(&bench, "widget-1", Some(ORIGIN)).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["access-control-allow-origin"].to_str().unwrap()),
        (200, ORIGIN)
    );
}
