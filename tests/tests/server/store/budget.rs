//! Budgets of conversations, addresses, widgets and teams.

use std::time::Duration;

use futures_util::future::join_all;
use parlor::core::{
    conversation::message::Extras,
    security::budget::{Amount, BudgetKey, BudgetKind, BudgetRefusal, Charge, Claim, Scope, Settlement},
    store::{Begun, Ended, NewAnswer, NewTurn},
};
use parlor_shared::widget::{MessageStatus, Usage};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{PLENTY, World, at, charge, fresh, started};

const MINUTE: Duration = Duration::from_mins(1);

fn turn(world: &World, key: &str, most: Amount, millis: i64) -> NewTurn {
    let charge = charge(&world.conversation, most, MINUTE, millis);
    NewTurn { charge, at: at(millis), ..world.turn("hello", key) }
}

/// A turn that begins, and ends at once.
async fn answered(world: &World, turn: &NewTurn, usage: Usage) {
    let (_, answer) = started(world.store.begin(turn).await.unwrap());
    let settlement = turn.charge.settled(usage.input.saturating_add(usage.output).min(1 << 40));
    let extras = Extras { usage, ..Extras::default() };
    let ended = Ended { extras, settlement, at: turn.at, ..world.ended(&answer.id, "yes", MessageStatus::Complete) };
    world.store.end(&ended).await.unwrap();
}

fn spent(kind: BudgetKind, now: i64, until: i64) -> BudgetRefusal {
    let retry_after = Duration::from_millis((until - now).unsigned_abs());
    BudgetRefusal { scope: Scope::Conversation, kind, resets_at: at(until), retry_after }
}

fn refused(kind: BudgetKind, now: i64, until: i64) -> Begun {
    Begun::Spent(spent(kind, now, until))
}

/// An account of its own.
fn claim(scope: Scope, answers: u64, ends: i64) -> Claim {
    let account = BudgetKey { scope, subject: fresh::<parlor_shared::ids::TeamId>().to_string() };
    Claim { account, most: Amount { answers, ..PLENTY }, ends_at: at(ends) }
}

#[rstest]
#[tokio::test]
async fn answers_are_counted_until_the_period_ends(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let most = Amount { answers: 2, ..PLENTY };
    answered(&world, &turn(&world, "1", most, 1_000), Usage::default()).await;
    answered(&world, &turn(&world, "2", most, 2_000), Usage::default()).await;
    let third = world.store.begin(&turn(&world, "3", most, 3_000)).await;
    assert_eq!(third, Ok(refused(BudgetKind::Answers, 3_000, 61_000)), "counted from the first answer");
    let last = world.history().await.pop().unwrap().id;
    let charge = charge(&world.conversation, most, MINUTE, 3_000);
    let again = NewAnswer { charge, at: at(3_000), ..world.redo(&last) };
    let again = world.store.begin_again(&again).await;
    assert_eq!(again, Ok(refused(BudgetKind::Answers, 3_000, 61_000)), "asking again costs the same");
    let late = world.store.begin(&turn(&world, "3", most, 60_999)).await;
    assert_eq!(late, Ok(refused(BudgetKind::Answers, 60_999, 61_000)));
    assert_eq!(world.history().await.len(), 4, "nothing was written");
    answered(&world, &turn(&world, "3", most, 61_000), Usage::default()).await;
    answered(&world, &turn(&world, "4", most, 62_000), Usage::default()).await;
    let fifth = world.store.begin(&turn(&world, "5", most, 63_000)).await;
    assert_eq!(fifth, Ok(refused(BudgetKind::Answers, 63_000, 121_000)), "a new period");
}

#[rstest]
#[tokio::test]
async fn tokens_are_checked_before_an_answer_begins(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let most = Amount { tokens: 100, ..PLENTY };
    answered(&world, &turn(&world, "1", most, 0), Usage { input: 60, output: 39 }).await;
    answered(&world, &turn(&world, "2", most, 1), Usage { input: 500, output: 500 }).await;
    assert_eq!(world.store.begin(&turn(&world, "3", most, 2)).await, Ok(refused(BudgetKind::Tokens, 2, 60_000)));
    answered(&world, &turn(&world, "3", most, 60_000), Usage { input: 99, output: 0 }).await;
    answered(&world, &turn(&world, "4", most, 60_001), Usage { input: 1, output: 0 }).await;
}

#[rstest]
#[tokio::test]
async fn a_budget_of_nothing_begins_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for (most, kind) in
        [(Amount { answers: 0, ..PLENTY }, BudgetKind::Answers), (Amount { tokens: 0, ..PLENTY }, BudgetKind::Tokens)]
    {
        assert_eq!(world.store.begin(&turn(&world, "1", most, 0)).await, Ok(refused(kind, 0, 60_000)));
    }
    assert_eq!(world.history().await, []);
    let (_, answer) = world.start("hello", "2").await;
    assert_eq!(answer.seq, 2, "being refused wrote nothing");
}

#[rstest]
#[tokio::test]
async fn a_replay_costs_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let most = Amount { answers: 1, ..PLENTY };
    answered(&world, &turn(&world, "1", most, 0), Usage::default()).await;
    for millis in 1..4 {
        assert!(matches!(world.store.begin(&turn(&world, "1", most, millis)).await, Ok(Begun::Replayed { .. })));
    }
    assert!(world.store.has_client_id(&world.conversation.id, "1").await.unwrap());
    assert!(!world.store.has_client_id(&world.conversation.id, "2").await.unwrap());
    assert!(!world.store.has_client_id(&world.another().await.id, "1").await.unwrap());
}

#[rstest]
#[tokio::test]
async fn another_try_costs_again(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let most = Amount { answers: 2, ..PLENTY };
    for millis in 0..2 {
        let (_, answer) = started(world.store.begin(&turn(&world, "1", most, millis)).await.unwrap());
        world.store.end(&world.ended(&answer.id, "", MessageStatus::Failed)).await.unwrap();
    }
    assert_eq!(world.store.begin(&turn(&world, "1", most, 3)).await, Ok(refused(BudgetKind::Answers, 3, 60_000)));
}

#[rstest]
#[tokio::test]
async fn absurd_figures_do_not_break_a_conversation(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let most = Amount { answers: u64::MAX, tokens: u64::MAX, bytes: u64::MAX };
    let for_ever = |key: &str, most| {
        let charge = charge(&world.conversation, most, Duration::MAX, 0);
        NewTurn { charge, at: at(0), ..world.turn("hello", key) }
    };
    let usage = Usage { input: u64::MAX, output: u64::MAX };
    for key in ["1", "2", "3"] {
        answered(&world, &for_ever(key, most), usage).await;
    }
    let last = world.history().await.pop().unwrap();
    assert_eq!(last.extras.usage, usage);
    let spent = world.store.begin(&for_ever("4", Amount { tokens: 1_000, ..most })).await;
    assert!(matches!(spent, Ok(Begun::Spent(BudgetRefusal { kind: BudgetKind::Tokens, .. }))), "{spent:?}");
}

#[rstest]
#[tokio::test]
async fn all_accounts_are_charged_or_none(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (wide, narrow) = (claim(Scope::Widget, 3, 1_000), claim(Scope::Team, 1, 2_000));
    let both = |now| Charge::new(vec![narrow.clone(), wide.clone()], Amount::call(5), at(now));
    assert_eq!(world.store.charge(&both(0)).await.unwrap(), Ok(()));
    let refusal = world.store.charge(&both(1)).await.unwrap().unwrap_err();
    assert_eq!((refusal.scope, refusal.resets_at), (Scope::Team, at(2_000)));
    let alone = |now| Charge::new(vec![wide.clone()], Amount::call(5), at(now));
    assert_eq!(world.store.charge(&alone(2)).await.unwrap(), Ok(()));
    assert_eq!(world.store.charge(&alone(3)).await.unwrap(), Ok(()), "the refused call was not counted here");
    assert!(world.store.charge(&alone(4)).await.unwrap().is_err());
    assert_eq!(world.store.charge(&alone(1_000)).await.unwrap(), Ok(()), "each period ends when it ends");
    assert!(world.store.charge(&both(1_999)).await.unwrap().is_err());
}

#[rstest]
#[tokio::test]
async fn of_many_at_once_as_many_pass_as_there_is_room_for(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let shared = [claim(Scope::Address, 10, 1_000), claim(Scope::Widget, 100, 1_000)];
    let charges = (0..40).map(|_| {
        let own = claim(Scope::Conversation, 5, 1_000);
        Charge::new(shared.iter().cloned().chain([own]).collect(), Amount::call(1), at(0))
    });
    let charges: Vec<_> = charges.collect();
    let outcomes = join_all(charges.iter().map(|charge| world.store.charge(charge))).await;
    let passed = outcomes.into_iter().filter(|outcome| outcome.as_ref().unwrap().is_ok()).count();
    assert_eq!(passed, 10);
}

#[rstest]
#[tokio::test]
async fn what_was_reserved_is_corrected_in_the_period_it_was_reserved_in(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let claim = Claim { most: Amount { tokens: 100, ..PLENTY }, ..claim(Scope::Address, 0, 1_000) };
    let charge = |tokens, now, ends| {
        let claim = Claim { ends_at: at(ends), ..claim.clone() };
        Charge::new(vec![claim], Amount::call(tokens), at(now))
    };
    let first = charge(100, 0, 1_000);
    assert_eq!(world.store.charge(&first).await.unwrap(), Ok(()));
    assert!(world.store.charge(&charge(1, 1, 1_000)).await.unwrap().is_err(), "all of it is reserved");
    world.store.settle(&first.settled(30)).await.unwrap();
    let second = charge(70, 2, 1_000);
    assert_eq!(world.store.charge(&second).await.unwrap(), Ok(()));
    assert!(world.store.charge(&charge(1, 3, 1_000)).await.unwrap().is_err());
    world.store.settle(&second.released()).await.unwrap();
    assert_eq!(world.store.charge(&charge(100, 1_000, 2_000)).await.unwrap(), Ok(()), "a new period");
    world.store.settle(&second.settled(0)).await.unwrap();
    assert!(world.store.charge(&charge(1, 1_001, 2_000)).await.unwrap().is_err(), "it holds nothing of the last one");
    world.store.settle(&Settlement::default()).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn bytes_must_fit(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let claim = Claim { most: Amount { bytes: 10, ..PLENTY }, ..claim(Scope::Address, 0, 1_000) };
    let bytes = |bytes, now| Charge::new(vec![claim.clone()], Amount::bytes(bytes), at(now));
    assert_eq!(world.store.charge(&bytes(6, 0)).await.unwrap(), Ok(()));
    assert_eq!(world.store.charge(&bytes(5, 1)).await.unwrap().unwrap_err().kind, BudgetKind::Bytes);
    assert_eq!(world.store.charge(&bytes(4, 2)).await.unwrap(), Ok(()));
}

#[rstest]
#[tokio::test]
async fn counts_go_with_their_period_or_their_conversation(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let most = Amount { answers: 1, ..PLENTY };
    answered(&world, &turn(&world, "1", most, 0), Usage::default()).await;
    let other = Charge::new(vec![claim(Scope::Team, 1, 2_000)], Amount::call(0), at(0));
    assert_eq!(world.store.charge(&other).await.unwrap(), Ok(()));
    assert_eq!(world.store.prune_budgets(at(1_999)).await.unwrap(), 0);
    assert_eq!(world.store.prune_budgets(at(2_000)).await.unwrap(), 1);
    world.store.erase_conversations(&world.widget.id).await.unwrap();
    assert_eq!(world.store.prune_budgets(at(1_000_000)).await.unwrap(), 0, "it went with its conversation");
}
