//! Activity of visitors: the score, and when rules start a conversation.

use std::time::Duration;

use parlor::core::engagement::proactive::ProactiveRule;
use parlor_shared::{config::Trigger, ids::ConversationId};
use rstest::rstest;
use serde_json::{Value, json};

use super::{Backend, Caty, Tells, refusal, reply, rule};

fn the_body(session: &str) -> Value {
    json!({
        "session_id": session,
        "events": [
            {"type": "scroll_depth", "data": 75, "timestamp": "..."},
            {"type": "click", "data": {"element": "button"}, "timestamp": "..."},
        ],
        "metrics": {"timeOnPage": 45000, "scrollDepth": 75, "clickCount": 3},
    })
}

#[rstest]
#[tokio::test]
async fn the_request_of_the_page(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let caty = Caty::with(backend, Tells::text("Yes."), &[]).await;
    let session = caty.session().await;
    let wait = json!({"success": true, "engagement_score": 65, "proactive": {"should_trigger": false}});
    assert_eq!(reply(caty.post("track", &the_body(&session))).await, wait);
    let conversation: ConversationId = session.strip_prefix("sess_").unwrap().parse().unwrap();
    for kind in ["scroll_depth", "click"] {
        assert_eq!(caty.app.store.count_events(&conversation, kind).await, Ok(1), "{kind}");
    }
    let message = "I see you're interested in our features...";
    caty.rules(vec![ProactiveRule { message: message.into(), ..rule("r", Trigger::Engagement, 60) }]).await;
    let speak = json!({
        "success": true, "engagement_score": 65, "proactive": {"should_trigger": true, "message": message},
    });
    assert_eq!(reply(caty.post("track", &the_body(&session))).await, speak);
    assert_eq!(reply(caty.post("track", &the_body(&session))).await, wait, "once in a session");
    let another = caty.session().await;
    assert_eq!(reply(caty.post("track", &the_body(&another))).await, speak);
}

#[tokio::test]
async fn the_largest_of_each_figure_is_kept() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let session = caty.session().await;
    let mut last = 0;
    for (metrics, score) in [
        (json!({}), 5),
        (json!({"scrollDepth": 50}), 25),
        (json!({"scrollDepth": 10, "timeOnPage": 30_000.7}), 35),
        (json!({"clickCount": 2}), 45),
        (json!({"scrollDepth": 130.5, "timeOnPage": 1e300, "clickCount": 18_446_744_073_709_551_616.0}), 95),
        (json!({"scrollDepth": null, "timeOnPage": 0, "clickCount": 0}), 95),
    ] {
        let body = json!({"session_id": session, "metrics": metrics});
        let now = reply(caty.post("track", &body)).await["engagement_score"].as_u64().unwrap();
        assert_eq!(now, score, "{metrics}");
        assert!(now >= last);
        last = now;
    }
    let elsewhere = json!({"session_id": session, "message": "Hi", "context": {"page_url": "https://a.example/b"}});
    reply(caty.post("message", &elsewhere)).await;
    let body = json!({"session_id": session});
    assert_eq!(reply(caty.post("track", &body)).await["engagement_score"], 95, "it was not known where they were");
    let page = |url: &str| json!({"session_id": session, "message": "Hi", "context": {"page_url": url}});
    reply(caty.post("message", &page("https://a.example/c"))).await;
    assert_eq!(reply(caty.post("track", &body)).await["engagement_score"], 100);
}

#[tokio::test]
async fn every_trigger_can_be_reached() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    for (rule, events, metrics) in [
        (rule("time", Trigger::Time, 30), json!([]), json!({"timeOnPage": 30_000})),
        (rule("scroll", Trigger::Scroll, 60), json!([]), json!({"scrollDepth": 60})),
        (rule("engagement", Trigger::Engagement, 25), json!([]), json!({"scrollDepth": 50})),
        (rule("exit", Trigger::ExitIntent, 0), json!([{"type": "exit_intent"}]), json!({})),
        (rule("idle", Trigger::Idle, 20), json!([{"type": "idle", "data": 20}]), json!({})),
    ] {
        caty.rules(vec![rule.clone()]).await;
        let session = caty.session().await;
        let nothing = reply(caty.post("track", &json!({"session_id": session}))).await;
        assert_eq!(nothing["proactive"], json!({"should_trigger": false}), "{rule:?}");
        let body = json!({"session_id": session, "events": events, "metrics": metrics});
        let offer = json!({"should_trigger": true, "message": rule.message});
        assert_eq!(reply(caty.post("track", &body)).await["proactive"], offer);
    }
    let on_pricing = ProactiveRule { url_contains: Some("/pricing".into()), ..rule("url", Trigger::Url, 0) };
    caty.rules(vec![on_pricing, rule("back", Trigger::ReturnVisit, 1)]).await;
    let offered = async |visitor: &Value, url: &str| {
        let session = reply(caty.post("session", &json!({"visitor_id": visitor, "page": {"url": url}}))).await;
        let body = json!({"session_id": session["session_id"]});
        let message = reply(caty.post("track", &body)).await["proactive"]["message"].clone();
        (session["visitor_id"].clone(), message)
    };
    let (visitor, nothing) = offered(&Value::Null, "https://a.example/").await;
    assert_eq!(nothing, Value::Null);
    assert_eq!(offered(&Value::Null, "https://a.example/pricing#plans").await.1, "I am url.");
    caty.app.clock.advance(Duration::from_hours(25));
    assert_eq!(offered(&visitor, "https://a.example/").await.1, "I am back.");
}

#[tokio::test]
async fn a_rule_that_may_repeat_does() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    caty.rules(vec![ProactiveRule { once: false, ..rule("again", Trigger::Time, 1) }]).await;
    let session = caty.session().await;
    let body = json!({"session_id": session, "metrics": {"timeOnPage": 1000}});
    for _ in 0..3 {
        assert_eq!(reply(caty.post("track", &body)).await["proactive"]["should_trigger"], true);
    }
}

#[rstest]
#[tokio::test]
async fn however_many_ask_at_once_a_rule_speaks_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let caty = Caty::with(backend, Tells::text("Yes."), &[]).await;
    caty.rules(vec![rule("first", Trigger::Time, 1), rule("second", Trigger::Scroll, 1)]).await;
    let session = caty.session().await;
    let body = json!({"session_id": session, "metrics": {"timeOnPage": 1000, "scrollDepth": 1}});
    let asked = (0..40).map(|_| reply(caty.post("track", &body)));
    let offers = futures_util::future::join_all(asked).await;
    let said = |words: &str| offers.iter().filter(|offer| offer["proactive"]["message"] == words).count();
    assert_eq!((said("I am first."), said("I am second.")), (1, 1));
}

#[tokio::test]
async fn what_cannot_be_tracked_is_refused_and_nothing_is_stored() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let session = caty.session().await;
    let events = |events: Value| json!({"session_id": session, "events": events});
    let many: Vec<_> = (0..101).map(|_| json!({"type": "click"})).collect();
    for body in [
        events(json!(many)),
        events(json!([{"type": "click"}, {"type": ""}])),
        events(json!([{"type": "click"}, {"type": "a b"}])),
        events(json!([{"type": "click"}, {"type": "x".repeat(65)}])),
        events(json!([{"type": "click"}, {"type": "click", "data": "x".repeat(4096)}])),
        events(json!([{"type": "click"}, {"type": "click", "timestamp": "x".repeat(65)}])),
        events(json!([{"type": "click"}, {"data": 1}])),
        json!({"session_id": session, "events": [{"type": "click"}], "metrics": {"timeOnPage": -1}}),
        json!({"session_id": session, "events": [{"type": "click"}], "metrics": {"scrollDepth": "75"}}),
        json!({"events": [{"type": "click"}]}),
    ] {
        assert_eq!(refusal(caty.post("track", &body)).await, (400, "VALIDATION_ERROR".into()), "{body}");
    }
    let conversation: ConversationId = session.strip_prefix("sess_").unwrap().parse().unwrap();
    assert_eq!(caty.app.store.count_events(&conversation, "click").await, Ok(0));
    let most: Vec<_> = (0..100).map(|_| json!({"type": "click"})).collect();
    reply(caty.post("track", &events(json!(most)))).await;
    assert_eq!(caty.app.store.count_events(&conversation, "click").await, Ok(100));
}
