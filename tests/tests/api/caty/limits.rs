//! Rate limits, on a clock that stands still.

use std::{sync::Arc, time::Duration};

use parlor_tests::script::{Cast, Script};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::{Backend, Caty, Tells, judged, refusal, reply};

#[tokio::test]
async fn a_hundred_calls_a_minute_from_one_address() {
    let caty = Caty::with(Backend::Temporary, Tells::text("Yes."), &["--trusted-proxies", "127.0.0.1/32"]).await;
    let call = |from: &str| caty.ask(Method::GET, "config").header("X-Forwarded-For", from);
    for _ in 0..100 {
        reply(call("192.0.2.1")).await;
    }
    let over = call("192.0.2.1").send().await.unwrap();
    let wait: u64 = over.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(judged(over).await, (429, "RATE_LIMITED".into()));
    assert_eq!(refusal(caty.post("session", &json!({})).header("X-Forwarded-For", "192.0.2.1")).await.0, 429);
    reply(call("192.0.2.2")).await;
    caty.app.clock.advance(Duration::from_secs(wait));
    reply(call("192.0.2.1")).await;
    assert_eq!(refusal(call("192.0.2.1")).await.0, 429);
}

#[tokio::test]
async fn twenty_messages_a_minute_in_a_session() {
    let script = Script::says(&["Yes."]);
    let caty = Caty::start(Arc::new(Cast(script.clone()))).await;
    let (one, other) = (caty.session().await, caty.session().await);
    let say = |session: &str, words: &str| -> RequestBuilder {
        caty.post("message", &json!({"session_id": session, "message": words}))
    };
    for _ in 0..20 {
        assert_eq!(refusal(say(&one, " ")).await.0, 400, "what is refused does not count");
        reply(say(&one, "Hi")).await;
    }
    let over = say(&one, "Hi").send().await.unwrap();
    let wait: u64 = over.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(judged(over).await, (429, "RATE_LIMITED".into()));
    assert_eq!(script.calls(), 20);
    reply(say(&other, "Hi")).await;
    caty.app.clock.advance(Duration::from_secs(wait));
    reply(say(&one, "Hi")).await;
}

#[tokio::test]
async fn limits_are_options() {
    let flags = ["--caty-per-minute", "3", "--caty-messages-per-minute", "1"];
    let caty = Caty::with(Backend::Temporary, Tells::text("Yes."), &flags).await;
    let session = caty.session().await;
    let body = json!({"session_id": session, "message": "Hi"});
    reply(caty.post("message", &body)).await;
    assert_eq!(refusal(caty.post("message", &body)).await.0, 429, "the second message");
    assert_eq!(refusal(caty.ask(Method::GET, "config")).await.0, 429, "the fourth call");
}
