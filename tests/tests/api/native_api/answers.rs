//! Lifecycle of answers: stopped, replaced, repeated, failed, refused.

use std::{sync::Arc, time::Duration};

use parlor_shared::{
    error::ErrorCode,
    widget::{Data, MessageReply, MessageStatus, Role},
};
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
    visitor::{Transcript, Visitor, whole},
};
use serde_json::{Value, json};

use crate::native_api::caller::{app, refusal};

#[tokio::test]
async fn stop_keeps_what_was_written() {
    let script = Script::held(&["one ", "two "]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("text");
    let reading = tokio::spawn({
        let response = visitor.say("Hi", "", "text").send().await.unwrap();
        async move {
            transcript.read(response, None).await.unwrap();
            transcript
        }
    });
    let id = loop {
        let history = visitor.history().await.unwrap();
        if let Some(answer) = history.iter().find(|m| m.role == Role::Agent && m.text.len() >= 8) {
            break answer.id.clone();
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(refusal(visitor.say("More", "", "text").send().await.unwrap()).await.1, ErrorCode::AnswerInProgress);
    assert_eq!(
        refusal(visitor.post(&format!("/messages/{id}/regenerate")).send().await.unwrap()).await.1,
        ErrorCode::AnswerInProgress
    );
    let reply: Value = whole(visitor.post(&format!("/messages/{id}/stop")).send().await.unwrap()).await.unwrap();
    assert_eq!(reply["data"]["status"], "stopped");
    let transcript = reading.await.unwrap();
    assert_eq!((transcript.text.as_str(), &transcript.done().unwrap()["finish"]), ("one two ", &json!("stopped")));
    let history = visitor.history().await.unwrap();
    assert_eq!((history[1].status, history[1].text.as_str()), (MessageStatus::Stopped, "one two "));
    let again: Value = whole(visitor.post(&format!("/messages/{id}/stop")).send().await.unwrap()).await.unwrap();
    assert_eq!(again["data"]["status"], "stopped");
    assert_eq!(script.dropped(), 1, "the agent's work was ended");
}

#[tokio::test]
async fn regenerate_replaces_the_last_answer() {
    let script = Script::says(&["Hello"]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let first = visitor.ask("Hi").await.unwrap();
    let second = visitor.ask("More").await.unwrap();
    let path = |t: &Transcript| format!("/messages/{}/regenerate", t.message.clone().unwrap());
    assert_eq!(refusal(visitor.post(&path(&first)).send().await.unwrap()).await.1, ErrorCode::Conflict);
    let mut third = Transcript::new("text");
    third.read(visitor.post(&path(&second)).send().await.unwrap(), None).await.unwrap();
    assert_ne!(third.message, second.message);
    assert_eq!(third.user_message, second.user_message);
    let ids: Vec<_> = visitor.history().await.unwrap().into_iter().map(|m| m.id).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.contains(&third.message.unwrap()) && !ids.contains(&second.message.unwrap()));
    assert_eq!(script.calls(), 3);
}

#[tokio::test]
async fn the_same_key_is_the_same_message() {
    let script = Script::says(&["Hello"]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let send = |visitor: &Visitor, text: &'static str| {
        visitor.post("/messages").header("Idempotency-Key", "k").json(&json!({"message": text})).send()
    };
    let first: Data<MessageReply> = whole(send(&visitor, "Hi").await.unwrap()).await.unwrap();
    let again = send(&visitor.come_back().await.unwrap(), "Hi").await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    let again: Data<MessageReply> = whole(again).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(refusal(send(&visitor, "Other").await.unwrap()).await.1, ErrorCode::IdempotencyMismatch);
    let other = app.visitor().await.unwrap();
    let independent: Data<MessageReply> = whole(send(&other, "Other").await.unwrap()).await.unwrap();
    assert_ne!(independent.data.message_id, first.data.message_id);
    assert_eq!((script.calls(), visitor.history().await.unwrap().len()), (2, 2));
}

#[tokio::test]
async fn a_failed_answer_is_told_and_tried_again_with_the_same_key() {
    let script = Script::fails(&["part"]);
    let app = app(&script).await;
    let visitor = app.visitor().await.unwrap();
    let mut transcript = Transcript::new("text");
    transcript.read(visitor.say("Hi", "k", "text").send().await.unwrap(), None).await.unwrap();
    let (name, data) = transcript.end.clone().unwrap();
    assert_eq!(
        (name.as_str(), &data["code"], &data["retryable"]),
        ("error", &json!("upstream_truncated"), &json!(true))
    );
    assert_eq!(visitor.history().await.unwrap()[1].status, MessageStatus::Failed);
    let sync =
        visitor.post("/messages").header("Idempotency-Key", "k2").json(&json!({"message": "x"})).send().await.unwrap();
    assert_eq!(refusal(sync).await.0, 502);
    script.mend();
    let mut again = Transcript::new("text");
    again.read(visitor.say("x", "k2", "text").send().await.unwrap(), None).await.unwrap();
    assert!(again.done().is_ok());
    let history = visitor.history().await.unwrap();
    assert_eq!(history.iter().filter(|m| m.role == Role::User).count(), 2, "no second row of the visitor's");
}

#[tokio::test]
async fn a_spent_budget_refuses_before_the_agent_is_asked() {
    let script = Script::says(&["Hello"]);
    let app = TestApp::with_flags(Backend::Temporary, Arc::new(Cast(script.clone())), &["--answers-per-day", "2"])
        .await
        .unwrap();
    app.change_widget(|widget| widget.settings.session_seconds = Some(48 * 3_600)).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    visitor.ask("1").await.unwrap();
    visitor.ask("2").await.unwrap();
    assert_eq!(refusal(visitor.say("3", "", "text").send().await.unwrap()).await.1, ErrorCode::ConversationBudget);
    assert_eq!((script.calls(), visitor.history().await.unwrap().len()), (2, 4));
    app.clock.advance(Duration::from_hours(24));
    let visitor = visitor.come_back().await.unwrap();
    visitor.ask("4").await.unwrap();
}
