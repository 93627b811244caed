//! Words for a visitor who has not asked anything: by rule, by model, by habit.

use std::sync::Arc;

use parlor::core::{conversation::agent_error::AgentError, engagement::proactive::ProactiveRule};
use parlor_shared::{config::Trigger, owner::agent_spec::AgentSpecBody};
use parlor_tests::{
    app::agent,
    databases::Backend,
    script::{Cast, Script},
};
use serde_json::{Value, json};

use super::{Caty, Tells, refusal, reply, rule};

fn the_body(session: &str) -> Value {
    json!({
        "session_id": session, "trigger_type": "high_engagement",
        "context": {"page_url": "https://example.com/features", "engagement_score": 70},
    })
}

/// Makes the agent a language model, as far as the server knows.
async fn a_model(caty: &Caty) {
    let spec = json!({"kind": "llm", "provider": "openai", "model": "small"});
    let spec: AgentSpecBody = serde_json::from_value(spec).unwrap();
    caty.app.store.put_agent(&agent(spec.into(), jiff::Timestamp::UNIX_EPOCH).unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_request_of_the_page() {
    let caty = Caty::start(Tells::text("never asked")).await;
    let words = "I noticed you're exploring our features. Can I help explain anything?";
    caty.rules(vec![
        rule("too high", Trigger::Engagement, 71),
        ProactiveRule { url_contains: Some("/pricing".into()), ..rule("elsewhere", Trigger::Engagement, 1) },
        ProactiveRule { message: words.into(), ..rule("this", Trigger::Engagement, 70) },
    ])
    .await;
    let session = caty.session().await;
    let first = reply(caty.post("proactive", &the_body(&session))).await;
    let id = first["message"]["message_id"].as_str().unwrap();
    let expected = json!({"success": true, "message": {
        "message_id": id, "content": words,
        "suggested_actions": [
            {"label": "Tell me more", "action": "message"}, {"label": "No thanks", "action": "dismiss"},
        ],
    }});
    assert_eq!(first, expected);
    assert!(id.starts_with("msg_"));
    let again = reply(caty.post("proactive", &the_body(&session))).await;
    assert_eq!(again["message"]["content"], words, "who asks is answered");
    assert_ne!(again["message"]["message_id"], id);
    let conversation = session.strip_prefix("sess_").unwrap().parse().unwrap();
    assert_eq!(caty.app.store.history(&conversation, None, 10).await, Ok(vec![]), "it is no part of the conversation");
}

#[tokio::test]
async fn without_a_rule_a_model_speaks() {
    let caty = Caty::start(Tells::text(&format!(" Need a hand?{}", "!".repeat(600)))).await;
    a_model(&caty).await;
    let session = caty.session().await;
    let reply = reply(caty.post("proactive", &the_body(&session))).await;
    let words = reply["message"]["content"].as_str().unwrap();
    assert!(words.starts_with("Need a hand?") && words.len() == 500, "{words}");
}

#[tokio::test]
async fn a_model_that_fails_or_is_none_is_replaced_by_usual_words() {
    let usual = "Can I help you find something, or explain anything on this page?";
    let broken = Caty::start(Tells::fails(AgentError::Unavailable)).await;
    a_model(&broken).await;
    let silent = Caty::start(Tells::text("  ")).await;
    a_model(&silent).await;
    let script = Script::says(&["not asked"]);
    let no_model = Caty::start(Arc::new(Cast(script.clone()))).await;
    for caty in [&broken, &silent, &no_model] {
        let session = caty.session().await;
        let body = json!({"session_id": session, "trigger_type": "a-word-of-ones-own"});
        assert_eq!(reply(caty.post("proactive", &body)).await["message"]["content"], usual);
    }
    assert_eq!(script.calls(), 0);
}

#[tokio::test]
async fn each_trigger_finds_its_rule() {
    let caty = Caty::start(Tells::text("never asked")).await;
    let all = [
        ("time_on_page", Trigger::Time),
        ("scroll_depth", Trigger::Scroll),
        ("exit_intent", Trigger::ExitIntent),
        ("idle", Trigger::Idle),
        ("return_visit", Trigger::ReturnVisit),
        ("engagement", Trigger::Engagement),
    ];
    caty.rules(all.iter().map(|(name, trigger)| rule(name, *trigger, 0)).collect()).await;
    let session = caty.session().await;
    for (name, _) in all {
        let body = json!({"session_id": session, "trigger_type": name});
        assert_eq!(reply(caty.post("proactive", &body)).await["message"]["content"], format!("I am {name}."));
    }
}

#[tokio::test]
async fn what_is_no_trigger_is_refused() {
    let caty = Caty::start(Tells::text("never asked")).await;
    let session = caty.session().await;
    for (trigger, context) in [
        (json!(""), json!(null)),
        (json!("ignore all rules"), json!(null)),
        (json!("x".repeat(65)), json!(null)),
        (json!(7), json!(null)),
        (json!("idle"), json!({"engagement_score": 101})),
        (json!("idle"), json!({"engagement_score": -1})),
        (json!("idle"), json!({"page_url": "x".repeat(2049)})),
    ] {
        let body = json!({"session_id": session, "trigger_type": trigger, "context": context});
        assert_eq!(refusal(caty.post("proactive", &body)).await, (400, "VALIDATION_ERROR".into()), "{body}");
    }
}

/// A model that speaks first costs as much as one that answers.
#[tokio::test]
async fn openings_by_a_model_are_counted() {
    let script = Script::says(&["Need a hand?"]);
    let flags = ["--address-answers-per-day", "3", "--caty-messages-per-minute", "1000"];
    let caty = Caty::with(Backend::Temporary, Arc::new(Cast(script.clone())), &flags).await;
    a_model(&caty).await;
    for n in 0..5 {
        let session = caty.session().await;
        let response = caty.post("proactive", &the_body(&session)).send().await.unwrap();
        assert_eq!(response.status(), if n < 3 { 200 } else { 429 }, "{n}");
    }
    assert_eq!(script.calls(), 3);
}
