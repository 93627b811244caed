//! Messages: the whole answer, what can be read off it, what to do next.

use parlor::core::conversation::{agent_error::AgentError, agent_port::AgentEvent};
use parlor_shared::content::{Block, Citation, QuickReply};
use parlor_tests::script::{Cast, Script};
use rstest::rstest;
use serde_json::json;
use std::{sync::Arc, time::Duration};

use super::{Caty, Tells, refusal, reply};

#[tokio::test]
async fn the_request_of_the_page() {
    let citation =
        |title: &str, url: &str| Citation { title: title.into(), url: Some(url.into()), snippet: String::new() };
    let agent = Tells::events(vec![
        AgentEvent::Text("We have three pricing plans...".into()),
        AgentEvent::Citations(vec![citation("View Pricing", "/pricing"), citation("Evil", "javascript:alert(1)")]),
        AgentEvent::QuickReplies(vec![QuickReply("Compare them".into())]),
        AgentEvent::Block(Block::EscalationButton { label: "Talk to Sales".into(), message: "Sales, please.".into() }),
    ]);
    let caty = Caty::start(agent).await;
    let session = caty.session().await;
    let metrics = json!({"timeOnPage": 45000, "scrollDepth": 75, "clickCount": 3});
    let tracked = reply(caty.post("track", &json!({"session_id": session, "metrics": metrics}))).await;
    assert_eq!(tracked["engagement_score"], 65);
    let body = json!({
        "session_id": session, "message": "What are your pricing plans?",
        "context": {"page_url": "https://example.com/pricing"},
    });
    let expected = json!({
        "success": true,
        "response": {"content": "We have three pricing plans...", "suggested_actions": [
            {"label": "View Pricing", "action": "link", "url": "/pricing"},
            {"label": "Compare them", "action": "message"},
            {"label": "Talk to Sales", "action": "handoff"},
        ]},
        "metadata": {"intent": "pricing_inquiry", "confidence": 0.95, "lead_score": 65},
    });
    assert_eq!(reply(caty.post("message", &body)).await, expected);
}

#[tokio::test]
async fn nothing_to_suggest_is_an_empty_list() {
    let caty = Caty::start(Tells::text("Olive oil.")).await;
    let session = caty.session().await;
    let answer = reply(caty.post("message", &json!({"session_id": session, "message": "What is it?"}))).await;
    assert_eq!(answer["response"], json!({"content": "Olive oil.", "suggested_actions": []}));
    assert_eq!(answer["metadata"], json!({"intent": "general_inquiry", "confidence": 0.3, "lead_score": 16}));
}

#[tokio::test]
async fn who_wants_a_person_is_offered_one() {
    let caty = Caty::start(Tells::text("Of course.")).await;
    let session = caty.session().await;
    let answer = reply(caty.post("message", &json!({"session_id": session, "message": "I want a human agent"}))).await;
    assert_eq!(answer["metadata"]["intent"], "human_request");
    let person = json!([{"label": "Talk to a person", "action": "handoff"}]);
    assert_eq!(answer["response"]["suggested_actions"], person);
    let unsure = Caty::start(Tells::events(vec![AgentEvent::Text("Perhaps.".into()), AgentEvent::LowConfidence])).await;
    let session = unsure.session().await;
    let answer = reply(unsure.post("message", &json!({"session_id": session, "message": "Is it blue?"}))).await;
    assert_eq!(answer["response"]["suggested_actions"], person);
}

#[tokio::test]
async fn the_lead_score_grows_with_messages_and_a_lead() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let session = caty.session().await;
    let score = async |words: &str| {
        let body = json!({"session_id": session, "message": words});
        reply(caty.post("message", &body)).await["metadata"]["lead_score"].as_u64().unwrap()
    };
    // A page seen (5 points, 2 of the lead score), 10 for any question, 4 a message.
    assert_eq!((score("Is it blue?").await, score("Is it green?").await), (16, 20));
    assert_eq!((score("Is it red?").await, score("Is it round?").await), (24, 24), "three messages count");
    reply(caty.post("lead", &json!({"session_id": session, "email": "john@example.com"}))).await;
    assert_eq!(score("Is it square?").await, 49);
}

#[rstest]
#[case(AgentError::Unavailable, 502, "AGENT_UNAVAILABLE")]
#[case(AgentError::Truncated, 502, "AGENT_UNAVAILABLE")]
#[case(AgentError::Upstream, 502, "AGENT_UNAVAILABLE")]
#[case(AgentError::Timeout, 504, "AGENT_TIMEOUT")]
#[case(AgentError::RateLimited { retry_after: Some(Duration::from_secs(7)) }, 503, "AGENT_UNAVAILABLE")]
#[tokio::test]
async fn an_agent_that_fails(#[case] error: AgentError, #[case] status: u16, #[case] code: &str) {
    let caty = Caty::start(Tells::fails(error)).await;
    let session = caty.session().await;
    let request = caty.post("message", &json!({"session_id": session, "message": "Hi"}));
    assert_eq!(refusal(request).await, (status, code.to_owned()));
}

#[tokio::test]
async fn the_same_key_is_the_same_message() {
    let script = Script::says(&["Once."]);
    let caty = Caty::start(Arc::new(Cast(script.clone()))).await;
    let session = caty.session().await;
    let say = |words: &str, key: &str| {
        caty.post("message", &json!({"session_id": session, "message": words})).header("Idempotency-Key", key)
    };
    let first = say("Hi", "k1").send().await.unwrap();
    assert!(first.headers().get("idempotency-replayed").is_none());
    let again = say("Hi", "k1").send().await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.text().await.unwrap(), first.text().await.unwrap());
    assert_eq!(script.calls(), 1);
    assert_eq!(refusal(say("Hello", "k1")).await, (409, "CONFLICT".into()));
    assert_eq!(refusal(say("Hello", &"k".repeat(256))).await, (400, "VALIDATION_ERROR".into()));
}

#[tokio::test]
async fn one_answer_at_a_time() {
    let script = Script::held(&["Wait"]);
    let caty = Caty::start(Arc::new(Cast(script.clone()))).await;
    let session = caty.session().await;
    let body = json!({"session_id": session, "message": "Hi"});
    let first = tokio::spawn(caty.post("message", &body).send());
    while script.calls() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(refusal(caty.post("message", &body)).await, (429, "RATE_LIMITED".into()));
    script.release();
    assert_eq!(first.await.unwrap().unwrap().status(), 200);
}
