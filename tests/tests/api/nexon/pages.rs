//! "CORS is fully open, so you can call these endpoints from any domain."

use parlor_tests::app::KEY;
use reqwest::{Method, Response};
use serde_json::json;

use super::{CHAT, INIT, echo, opened, post, reply, saying};

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn any_page_may_ask_first() {
    let app = echo().await;
    for (path, origin) in [(INIT, "https://any.example"), (CHAT, "http://localhost:3000"), (CHAT, "null")] {
        let request = app.client.request(Method::OPTIONS, app.url(path)).header("Origin", origin);
        let asking = request
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,x-client-version");
        let allowed = asking.send().await.unwrap();
        assert_eq!(allowed.status(), 204);
        assert_eq!(header(&allowed, "access-control-allow-origin").as_deref(), Some("*"));
        assert!(header(&allowed, "access-control-allow-methods").unwrap().contains("POST"));
        assert_eq!(header(&allowed, "access-control-allow-headers").unwrap(), "content-type,x-client-version");
        assert!(header(&allowed, "access-control-max-age").unwrap().parse::<u32>().unwrap() <= 7200);
        assert!(header(&allowed, "access-control-allow-credentials").is_none());
    }
    let plain = app.client.request(Method::OPTIONS, app.url(INIT)).header("Origin", "https://any.example");
    let allowed = plain.send().await.unwrap();
    assert!(header(&allowed, "access-control-allow-headers").unwrap().contains("Content-Type"));
}

/// The widget's own list names one shop: it does not count here.
#[tokio::test]
async fn any_page_may_call_and_read_with_or_without_an_origin() {
    let app = echo().await;
    let conversation = opened(&app, &json!({"key": KEY})).await;
    for origin in ["https://any.example", "null", "file://"] {
        let init = post(&app, INIT, &json!({"key": KEY})).header("Origin", origin).send().await.unwrap();
        assert!(header(&init, "access-control-allow-credentials").is_none());
        assert!(header(&init, "access-control-expose-headers").unwrap().contains("Retry-After"));
        reply(init).await;
        let chat = post(&app, CHAT, &saying(&conversation, "Hi")).header("Origin", origin).send().await.unwrap();
        reply(chat).await;
    }
}
