//! What a conversation may cost.

use std::time::Duration;

use parlor::core::{
    message::Extras,
    store::{Begun, Budget, Ended, NewAnswer, NewTurn},
};
use parlor_shared::widget::{MessageStatus, Usage};
use parlor_tests::databases::Backend::{self, Memory, Postgres, Sqlite};
use rstest::rstest;

use crate::world::{PLENTY, World, at, started};

const MINUTE: Duration = Duration::from_mins(1);

fn turn(world: &World, key: &str, budget: Budget, millis: i64) -> NewTurn {
    NewTurn { budget, at: at(millis), ..world.turn("hello", key) }
}

/// A turn that begins, and ends at once.
async fn answered(world: &World, turn: &NewTurn, usage: Usage) {
    let (_, answer) = started(world.store.begin(turn).await.unwrap());
    let extras = Extras { usage, ..Extras::default() };
    let ended = Ended { extras, at: turn.at, ..world.ended(&answer.id, "yes", MessageStatus::Complete) };
    world.store.end(&ended).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn answers_are_counted_until_the_period_ends(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let budget = Budget { answers: 2, period: MINUTE, ..PLENTY };
    answered(&world, &turn(&world, "1", budget, 1_000), Usage::default()).await;
    answered(&world, &turn(&world, "2", budget, 2_000), Usage::default()).await;
    let spent = Ok(Begun::Spent { until: at(61_000) });
    assert_eq!(world.store.begin(&turn(&world, "3", budget, 3_000)).await, spent, "counted from the first answer");
    let last = world.history().await.pop().unwrap().id;
    let again = NewAnswer { budget, at: at(3_000), ..world.redo(&last) };
    assert_eq!(world.store.begin_again(&again).await, spent, "asking again costs the same");
    assert_eq!(world.store.begin(&turn(&world, "3", budget, 60_999)).await, spent);
    assert_eq!(world.history().await.len(), 4, "nothing was written");
    answered(&world, &turn(&world, "3", budget, 61_000), Usage::default()).await;
    answered(&world, &turn(&world, "4", budget, 62_000), Usage::default()).await;
    assert_eq!(
        world.store.begin(&turn(&world, "5", budget, 63_000)).await,
        Ok(Begun::Spent { until: at(121_000) }),
        "a new period"
    );
}

#[rstest]
#[tokio::test]
async fn tokens_are_checked_before_an_answer_begins(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let budget = Budget { tokens: 100, period: MINUTE, ..PLENTY };
    answered(&world, &turn(&world, "1", budget, 0), Usage { input: 60, output: 39 }).await;
    answered(&world, &turn(&world, "2", budget, 1), Usage { input: 500, output: 500 }).await;
    assert_eq!(world.store.begin(&turn(&world, "3", budget, 2)).await, Ok(Begun::Spent { until: at(60_000) }));
    answered(&world, &turn(&world, "3", budget, 60_000), Usage { input: 99, output: 0 }).await;
    answered(&world, &turn(&world, "4", budget, 60_001), Usage { input: 1, output: 0 }).await;
}

#[rstest]
#[tokio::test]
async fn a_budget_of_nothing_begins_nothing(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for budget in [Budget { answers: 0, period: MINUTE, ..PLENTY }, Budget { tokens: 0, period: MINUTE, ..PLENTY }] {
        assert_eq!(world.store.begin(&turn(&world, "1", budget, 0)).await, Ok(Begun::Spent { until: at(60_000) }));
    }
    assert_eq!(world.history().await, []);
    let (_, answer) = world.start("hello", "2").await;
    assert_eq!(answer.seq, 2, "being refused wrote nothing");
}

#[rstest]
#[tokio::test]
async fn a_replay_costs_nothing(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let budget = Budget { answers: 1, period: MINUTE, ..PLENTY };
    answered(&world, &turn(&world, "1", budget, 0), Usage::default()).await;
    for millis in 1..4 {
        assert!(matches!(world.store.begin(&turn(&world, "1", budget, millis)).await, Ok(Begun::Replayed { .. })));
    }
}

#[rstest]
#[tokio::test]
async fn another_try_costs_again(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let budget = Budget { answers: 2, period: MINUTE, ..PLENTY };
    for millis in 0..2 {
        let (_, answer) = started(world.store.begin(&turn(&world, "1", budget, millis)).await.unwrap());
        world.store.end(&world.ended(&answer.id, "", MessageStatus::Failed)).await.unwrap();
    }
    assert_eq!(world.store.begin(&turn(&world, "1", budget, 3)).await, Ok(Begun::Spent { until: at(60_000) }));
}

#[rstest]
#[tokio::test]
async fn absurd_figures_do_not_break_a_conversation(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let for_ever = Budget { answers: u32::MAX, tokens: u64::MAX, period: Duration::MAX };
    let usage = Usage { input: u64::MAX, output: u64::MAX };
    for key in ["1", "2", "3"] {
        answered(&world, &turn(&world, key, for_ever, 0), usage).await;
    }
    let last = world.history().await.pop().unwrap();
    assert_eq!(last.extras.usage, usage);
    let spent =
        world.store.begin(&turn(&world, "4", Budget { period: Duration::MAX, tokens: 1_000, ..for_ever }, 0)).await;
    assert!(matches!(spent, Ok(Begun::Spent { .. })), "{spent:?}");
}
