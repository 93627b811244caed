//! Budgets of a conversation, an address, a widget and a team, whatever is called.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use parlor::core::{
    conversation::{
        session,
        turn::{TurnContext, UserInput},
    },
    error::{Error, Limit},
    security::budget::RequestSource,
    widget::settings::Feature,
};
use parlor_shared::{
    error::{ErrorBody, ErrorCode},
    owner::agent_spec::AgentSpecBody,
};
use parlor_tests::{
    app::{TestApp, WIDGET, agent},
    databases::Backend::{self, Postgres, Sqlite, Temporary},
    script::{Cast, Script},
    speech::{SpeechService, sound},
    visitor::Visitor,
};
use rstest::rstest;
use serde_json::json;

use crate::native_api::caller::refusal;

async fn app(script: &Arc<Script>, flags: &[&str]) -> TestApp {
    TestApp::with_flags(Temporary, Arc::new(Cast(script.clone())), flags).await.unwrap()
}

/// Makes the agent a language model, as far as the server knows.
async fn a_model(app: &TestApp) {
    let spec = json!({"kind": "llm", "provider": "openai", "model": "small"});
    let spec: AgentSpecBody = serde_json::from_value(spec).unwrap();
    app.store.put_agent(&agent(spec.into(), jiff::Timestamp::UNIX_EPOCH).unwrap()).await.unwrap();
}

/// A visitor at an address, in a conversation of their own.
async fn speaker(app: &TestApp, address: [u8; 4]) -> TurnContext {
    let widget = app.store.widget(&WIDGET.parse().unwrap()).await.unwrap().unwrap();
    let opened = app.state.sessions().open(&widget, session::Arrival::default()).await.unwrap();
    let source = RequestSource::Address(std::net::IpAddr::from(address).into());
    app.state.sessions().turn_context(&opened.conversation, None, source).await.unwrap()
}

/// The figure: 1,000 messages a second from one address, over as many conversations as it likes, with the limits nobody
/// changed. Twenty minutes of it cost what the address may cost in a day, and another address is served all the while.
#[tokio::test]
async fn an_address_that_sends_a_thousand_messages_a_second_costs_what_one_address_may() {
    let script = Script::says(&["Yes."]);
    let app = TestApp::with_defaults(Arc::new(Cast(script.clone())), &[]).await.unwrap();
    // The server has begun: what runs before that is a dead process's.
    app.visitor().await.unwrap();
    let mut speakers = Vec::new();
    for _ in 0..500 {
        speakers.push(speaker(&app, [192, 0, 2, 1]).await);
    }
    let other = speaker(&app, [192, 0, 2, 2]).await;
    let say = async |speaker: &TurnContext| {
        let saying = UserInput::text("Hi");
        match app.state.turns.say(speaker, saying).await {
            Ok(accepted) => accepted.whole().await.map(|_| true).unwrap(),
            Err(Error::Limited { limit: Limit::Rate, .. } | Error::Budget(_)) => false,
            Err(error) => panic!("{error}"),
        }
    };
    let (mut calls, mut served) = (0, 0);
    for second in 0..1_200_usize {
        for n in 0..1_000 {
            // Another conversation comes first in each second, so that none uses up its own budget.
            calls += usize::from(say(&speakers[(second * 7 + n) % speakers.len()]).await);
        }
        if second == 0 {
            assert_eq!(calls, 60, "the first minute's messages");
        }
        if second % 60 == 0 {
            served += usize::from(say(&other).await);
        }
        app.clock.advance(Duration::from_secs(1));
    }
    assert_eq!((calls, served), (1_000, 20));
    assert_eq!(script.calls(), calls + served, "the agent was asked no more than that");
    app.clock.advance(Duration::from_hours(24));
    assert!(say(&speakers[0]).await, "the next day");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_visitors_who_come_at_once_as_many_are_answered_as_the_address_may_have(
    #[values(Sqlite, Postgres)] backend: Backend,
) {
    let script = Script::says(&["Yes."]);
    let flags = ["--address-answers-per-day", "5"];
    let app = TestApp::with_flags(backend, Arc::new(Cast(script.clone())), &flags).await.unwrap();
    let visitors = join_all((0..20).map(|_| app.visitor())).await;
    let visitors: Vec<Visitor> = visitors.into_iter().map(Result::unwrap).collect();
    let answers = join_all(visitors.iter().map(|visitor| visitor.ask("Hi"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
    assert_eq!(script.calls(), 5);
}

#[tokio::test]
async fn a_refusal_says_which_budget_and_until_when_and_a_message_sent_again_is_not_refused() {
    let script = Script::says(&["Yes."]);
    let app = app(&script, &["--address-answers-per-day", "1", "--messages-per-minute", "2"]).await;
    let (first, second) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let say = async |visitor: &Visitor, key: &str| {
        let request = visitor.post("/messages").header("Idempotency-Key", key).json(&json!({"message": "Hi"}));
        request.send().await.unwrap()
    };
    assert_eq!(say(&first, "a").await.status(), 200);
    let refused = say(&second, "b").await;
    assert_eq!(refused.headers()["ratelimit"], "\"address-answers\";r=0;t=86400");
    let body: ErrorBody = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
    let budget = body.error.budget.unwrap();
    assert_eq!((body.error.code, body.error.retry_after), (ErrorCode::AddressBudget, Some(86_400)));
    assert_eq!((budget.scope.as_str(), budget.kind.as_str()), ("address", "answers"));
    assert_eq!(budget.resets_at, "2027-01-16T08:00:00.000Z");
    for _ in 0..5 {
        let again = say(&first, "a").await;
        assert_eq!(
            (again.status().as_u16(), &again.headers()["idempotency-replayed"]),
            (200, &"true".parse().unwrap())
        );
    }
    assert_eq!(refusal(say(&first, "c").await).await.1, ErrorCode::RateLimited, "the third message of the minute");
    assert_eq!(script.calls(), 1);
}

#[tokio::test]
async fn another_address_is_served() {
    let script = Script::says(&["Yes."]);
    let flags = ["--trusted-proxies", "127.0.0.0/8", "--address-answers-per-day", "1"];
    let app = app(&script, &flags).await;
    let visitor = app.visitor().await.unwrap();
    let from = async |address: &str, key: &str| {
        let request = visitor.say("Hi", key, "text").header("X-Forwarded-For", address);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        _ = response.text().await;
        status
    };
    assert_eq!(from("2001:db8:1:2::1", "a").await, 200);
    assert_eq!(from("2001:db8:1:2:ffff::9", "b").await, 429, "the same /64");
    assert_eq!(from("2001:db8:1:3::1", "c").await, 200);
}

#[tokio::test]
async fn new_answers_openings_and_speech_are_counted_too() {
    let (script, service) = (Script::says(&["Yes."]), SpeechService::start().await.unwrap());
    let flags: Vec<_> = service.flags().into_iter().chain(["--address-answers-per-day", "5"]).collect();
    let app = app(&script, &flags).await;
    a_model(&app).await;
    app.change_widget(|widget| {
        widget.settings.initial = None;
        for feature in [Feature::StartFirst, Feature::VoiceIn, Feature::VoiceOut] {
            widget.settings.features.insert(feature, true);
        }
    })
    .await
    .unwrap();
    let visitor = app.visitor().await.unwrap();
    let opening = async |visitor: &Visitor| {
        let reply = visitor.post("/proactive").json(&json!({})).send().await.unwrap().error_for_status().unwrap();
        let reply: serde_json::Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
        reply["data"]["message"]["text"].as_str().unwrap().to_owned()
    };
    assert_eq!(opening(&visitor).await, "Yes.");
    let answer = visitor.ask("Hi").await.unwrap().message.unwrap();
    let again = visitor.post(&format!("/messages/{answer}/regenerate")).send().await.unwrap();
    assert_eq!(again.status(), 200);
    again.text().await.unwrap();
    let id = visitor.history().await.unwrap().pop().unwrap().id;
    let spoken = visitor.post("/voice/speak").json(&json!({"message_id": id})).send().await.unwrap();
    assert_eq!(spoken.status(), 200);
    let heard = visitor.post("/voice/transcribe").body(sound(1)).send().await.unwrap();
    assert_eq!(heard.status(), 200);
    let other = app.visitor().await.unwrap();
    assert_ne!(opening(&other).await, "Yes.", "a greeting that costs nothing");
    assert_eq!(refusal(other.say("Hi", "", "text").send().await.unwrap()).await.1, ErrorCode::AddressBudget);
    let spoken = visitor.post("/voice/speak").json(&json!({"message_id": id})).send().await.unwrap();
    assert_eq!(refusal(spoken).await.1, ErrorCode::AddressBudget);
    let heard = visitor.post("/voice/transcribe").body(sound(1)).send().await.unwrap();
    assert_eq!(refusal(heard).await.1, ErrorCode::AddressBudget);
    let again = visitor.post(&format!("/messages/{id}/regenerate")).send().await.unwrap();
    assert_eq!(refusal(again).await.1, ErrorCode::AddressBudget);
    assert_eq!(script.calls(), 3, "an opening and two answers");
}

#[tokio::test]
async fn tokens_are_reserved_until_it_is_known_what_an_answer_cost() {
    let script = Script::held(&["Yes."]);
    // A model may write 2,048 tokens and read 6,000.
    let app = app(&script, &["--address-tokens-per-day", "8000"]).await;
    a_model(&app).await;
    let (first, second) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let running = first.say("Hi", "", "text").send().await.unwrap();
    let refused = refusal(second.say("Hi", "", "text").send().await.unwrap()).await;
    assert_eq!(refused.1, ErrorCode::AddressBudget, "two at once cannot both have the last tokens");
    script.release();
    running.text().await.unwrap();
}

#[tokio::test]
async fn what_is_stored_is_counted_in_bytes() {
    let flags = ["--address-bytes-per-day", "1000", "--attachments", "memory:"];
    let app = app(&Script::says(&["Yes."]), &flags).await;
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Attachments, true)).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    visitor.brought("a.txt", "text/plain", &[b'a'; 600]).await.unwrap();
    let refused = visitor.bring("b.txt", "text/plain", &[b'b'; 600]).send().await.unwrap();
    let body: ErrorBody = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
    assert_eq!((body.error.code, body.error.budget.unwrap().kind.as_str()), (ErrorCode::AddressBudget, "bytes"));
    let odd = visitor.bring("c.txt", "text/plain", &[0; 300]).send().await.unwrap();
    assert_eq!(odd.status(), 415, "a file that is not kept");
    visitor.brought("d.txt", "text/plain", &[b'd'; 300]).await.unwrap();
    let event = json!({"events": [{"kind": "seen", "payload": {"text": "x".repeat(200)}}]});
    let refused = visitor.post("/events").json(&event).send().await.unwrap();
    assert_eq!(refusal(refused).await.1, ErrorCode::AddressBudget);
    let small = json!({"events": [{"kind": "seen"}]});
    assert_eq!(visitor.post("/events").json(&small).send().await.unwrap().status(), 200);
    assert_eq!(
        refusal(visitor.say(&"x".repeat(200), "", "text").send().await.unwrap()).await.1,
        ErrorCode::AddressBudget
    );
    visitor.ask("Hi").await.unwrap();
}
