//! Answers whose writer is gone.

use std::collections::BTreeSet;

use parlor::core::{
    conversation::{
        message::{AnswerFailure, Extras},
        run::RunEvent,
    },
    store::NewTurn,
};
use parlor_shared::{content::Block, error::ErrorCode, widget::MessageStatus};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{HOUR, NODE, World, at, chunk, lease, started, text};

fn interrupted() -> AnswerFailure {
    AnswerFailure { code: ErrorCode::Interrupted, retry_after: None }
}

#[rstest]
#[tokio::test]
async fn what_was_logged_is_kept(#[values(Sqlite, Postgres)] backend: Backend, #[values(false, true)] every: bool) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("q", "q").await;
    let block = Block::EscalationButton { label: "Ask a person".into(), message: "Please".into() };
    let tool = RunEvent::ToolCall { name: "search".into(), args: serde_json::json!({"q": "x"}) };
    world
        .store
        .append(&answer.id, NODE, &chunk(1, &[tool, text("half "), RunEvent::Block(block.clone())]))
        .await
        .unwrap();
    world.store.append(&answer.id, NODE, &chunk(4, &[text("an answer")])).await.unwrap();
    assert_eq!(world.store.interrupt(at(HOUR + 1), every).await, Ok(vec![answer.id.clone()]));
    let kept = world.message(&answer.id).await;
    let extras = Extras { blocks: vec![block], failure: Some(interrupted()), ..Extras::default() };
    assert_eq!((kept.status, kept.text.as_str(), kept.extras), (MessageStatus::Interrupted, "half an answer", extras));
    assert_eq!(
        world.log(&answer.id, 4).await,
        [(5, RunEvent::Failed(interrupted()))],
        "the log ends as every log does"
    );
    assert_eq!(world.history().await[1].text, "half an answer");
    assert_eq!(world.store.interrupt(at(HOUR + 1), true).await, Ok(vec![]), "once");
    world.start("next", "next").await;
}

#[rstest]
#[tokio::test]
async fn an_answer_without_a_log_gets_one(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("q", "q").await;
    world.store.interrupt(at(0), true).await.unwrap();
    assert_eq!(world.log(&answer.id, 0).await, [(1, RunEvent::Failed(interrupted()))]);
    assert_eq!(world.message(&answer.id).await.text, "");
}

#[rstest]
#[tokio::test]
async fn only_leases_that_have_ended(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut answers = Vec::new();
    for until in [100, 200, 300] {
        let turn =
            NewTurn { conversation_id: world.another().await.id, lease: lease(NODE, until), ..world.turn("q", "q") };
        answers.push(started(world.store.begin(&turn).await.unwrap()).1.id);
    }
    assert_eq!(world.store.interrupt(at(100), false).await, Ok(vec![]), "until then it is held");
    let ended: BTreeSet<_> = world.store.interrupt(at(201), false).await.unwrap().into_iter().collect();
    assert_eq!(ended, answers[..2].iter().cloned().collect());
    assert_eq!(world.store.interrupt(at(0), true).await, Ok(vec![answers[2].clone()]), "all that are left");
}

#[rstest]
#[tokio::test]
async fn a_renewed_lease_holds(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut answers = Vec::new();
    for owner in ["node-1", "node-1", "node-2"] {
        let turn =
            NewTurn { conversation_id: world.another().await.id, lease: lease(owner, 100), ..world.turn("q", "q") };
        answers.push(started(world.store.begin(&turn).await.unwrap()).1.id);
    }
    assert_eq!(world.store.renew(&lease("node-1", 500)).await.unwrap().len(), 2);
    assert_eq!(world.store.renew(&lease("node-3", 500)).await, Ok(vec![]));
    assert_eq!(world.store.interrupt(at(400), false).await, Ok(vec![answers[2].clone()]));
    world.store.append(&answers[0], "node-1", &chunk(1, &[text("still here")])).await.unwrap();
}
