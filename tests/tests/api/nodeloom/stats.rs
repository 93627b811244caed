//! Figures against what was counted.

use std::time::Duration;

use parlor::agent::scripted::{ScriptedFailure, Step};
use parlor_shared::widget::{Role, Usage};
use parlor_tests::{databases::Backend, owner::read, repertoire::Repertoire, script::Script, visitor::Visitor};
use rstest::rstest;
use serde_json::{Value, json};

use super::{Team, World};

async fn stats(team: &Team) -> Value {
    // Days go by here, and a sign-in ends after half of one.
    let owner = team.owner.sign_in().await.unwrap();
    let (status, body) = read(owner.get(&team.path("/stats")).await.unwrap()).await.unwrap();
    assert_eq!(status, 200, "{body}");
    body
}

#[rstest]
#[tokio::test]
async fn figures_are_what_was_counted(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let world = World::new(backend, &Script::says(&["Hello"]), &[]).await;
    let (us, them) = (&world.ours, &world.theirs);
    let nothing = json!({"totalSessions": 0, "totalMessages": 0, "avgMessagesPerSession": 0.0,
        "activeSessionsToday": 0, "tokenUsage": {"input": 0, "output": 0}});
    assert_eq!(stats(us).await, nothing);

    // Yesterday: one of three messages, one of none. The clock stands at 8 in the morning.
    let earlier = world.session(&us.token).await;
    world.session(&us.token).await;
    for question in ["one", "two"] {
        world.ask(&us.token, &earlier, question).await;
    }
    world.app.clock.advance(Duration::from_hours(16));
    // Today, from midnight on: two new ones, and the first one again.
    for questions in [1, 3] {
        let session = world.session(&us.token).await;
        for _ in 0..questions {
            world.ask(&us.token, &session, "three").await;
        }
    }
    world.ask(&us.token, &earlier, "four").await;
    let theirs = world.session(&them.token).await;
    world.ask(&them.token, &theirs, "five").await;

    // 3 + 1 + 3 questions, an answer to each, in 4 sessions.
    let expected = json!({"totalSessions": 4, "totalMessages": 14, "avgMessagesPerSession": 3.5,
        "activeSessionsToday": 3, "tokenUsage": {"input": 0, "output": 0}});
    assert_eq!(stats(us).await, expected);
    let expected = json!({"totalSessions": 1, "totalMessages": 2, "avgMessagesPerSession": 2.0,
        "activeSessionsToday": 1, "tokenUsage": {"input": 0, "output": 0}});
    assert_eq!(stats(them).await, expected);

    world.app.clock.advance(Duration::from_hours(24));
    assert_eq!(stats(us).await["activeSessionsToday"], 0, "another day");
    assert_eq!(stats(us).await["totalMessages"], 14);
}

/// Tokens of every answer count, also of answers that broke off and of answers that were replaced.
#[rstest]
#[tokio::test]
async fn tokens_of_every_answer_count(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let cost = |input, output| Step::Usage(Usage { input, output });
    let said = |text: &str| Step::Text(text.into());
    let answers = Repertoire::default()
        .on("plain", [said("Yes."), cost(1_000, 20)])
        .on("again", [said("One."), cost(200, 3)])
        .on("again", [said("Two."), cost(200, 4)])
        .on("broken", [said("Half"), cost(50, 5), Step::Fail(ScriptedFailure::Truncated)]);
    let world = World::with(backend, answers.agents(), &[]).await;
    let us = &world.ours;
    let session = world.session(&us.token).await;
    world.ask(&us.token, &session, "plain").await;
    let tokens = json!({"input": 1_000, "output": 20});
    assert_eq!(stats(us).await["tokenUsage"], tokens);

    // The embed token opens the native API as well.
    let visitor = Visitor::arrive(&world.app.client, &world.app.base, &us.token).await.unwrap();
    visitor.ask("again").await.unwrap();
    let answer = visitor.history().await.unwrap().into_iter().find(|message| message.role == Role::Agent).unwrap();
    let again = visitor.post(&format!("/messages/{}/regenerate", answer.id)).send().await.unwrap();
    assert!(again.error_for_status().unwrap().text().await.unwrap().contains("event: done"));
    let figures = stats(us).await;
    assert_eq!(figures["tokenUsage"], json!({"input": 1_400, "output": 27}));
    assert_eq!(
        (&figures["totalSessions"], &figures["totalMessages"]),
        (&json!(2), &json!(4)),
        "one replaced the other"
    );

    let events = world.ask(&us.token, &session, "broken").await;
    assert_eq!(events.last().unwrap().name, "error");
    assert_eq!(stats(us).await["tokenUsage"], json!({"input": 1_450, "output": 32}));
    assert_eq!(stats(&world.theirs).await["tokenUsage"], json!({"input": 0, "output": 0}));
}
