//! A message sent again: the same message, another answer when the first one failed.

use parlor::core::store::{Begun, NewAnswer};
use parlor_shared::widget::MessageStatus;
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{HOUR, World, at, fresh, started};

#[rstest]
#[tokio::test]
async fn a_good_answer_is_replayed(
    #[values(Sqlite, Postgres)] backend: Backend,
    #[values(MessageStatus::Complete, MessageStatus::Stopped)] status: MessageStatus,
) {
    let world = World::new(backend).await;
    let (user, answer) = world.exchange("hello", "yes", status).await;
    match world.store.begin(&world.turn("hello", "hello")).await.unwrap() {
        Begun::Replayed { user: again, answer: same } => {
            assert_eq!((again.id, same.id, same.text.as_str(), same.status), (user, answer, "yes", status));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.history().await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn a_failed_answer_is_tried_again(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, first) = world.exchange("hello", "ye", MessageStatus::Failed).await;
    let (again, second) = started(world.store.begin(&world.turn("hello", "hello")).await.unwrap());
    assert_eq!((again.id, again.seq, second.seq), (user.clone(), 1, 3));
    assert_ne!(second.id, first);
    let shown: Vec<_> = world.history().await.into_iter().map(|m| m.id).collect();
    assert_eq!(shown, [user, second.id], "the failed one is superseded");
    assert_eq!(world.message(&first).await.status, MessageStatus::Failed, "and still found by its id");
}

#[rstest]
#[tokio::test]
async fn an_interrupted_answer_is_tried_again(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, first) = world.start("hello", "key").await;
    world.store.interrupt(at(0), true).await.unwrap();
    let (again, second) = started(world.store.begin(&world.turn("hello", "key")).await.unwrap());
    assert_eq!(again.id, user.id);
    assert_ne!(second.id, first.id);
    assert!(
        matches!(world.store.begin(&world.turn("hello", "key")).await, Ok(Begun::Replayed { answer, .. }) if answer.id == second.id)
    );
}

#[rstest]
#[tokio::test]
async fn another_try_waits_for_the_answer_being_written(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, first) = world.exchange("hello", "", MessageStatus::Failed).await;
    let (other, running) = world.start("something else", "other").await;
    assert_eq!(world.store.begin(&world.turn("hello", "hello")).await, Ok(Begun::Busy));
    world.store.end(&world.ended(&running.id, "well", MessageStatus::Complete)).await.unwrap();
    let (_, second) = started(world.store.begin(&world.turn("hello", "hello")).await.unwrap());
    assert_ne!(second.id, first);
    let shown: Vec<_> = world.history().await.into_iter().map(|m| m.id).collect();
    assert_eq!(shown, [user, other.id, running.id, second.id], "the new try is the last thing said");
}

#[rstest]
#[tokio::test]
async fn a_replay_tells_the_regenerated_answer(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, first) = world.exchange("hello", "yes", MessageStatus::Complete).await;
    let (_, second) = started(world.store.begin_again(&world.redo(&first)).await.unwrap());
    let begun = world.store.begin(&world.turn("hello", "hello")).await.unwrap();
    assert!(matches!(begun, Begun::Replayed { answer, .. } if answer.id == second.id));
}

#[rstest]
#[tokio::test]
async fn the_last_answer_can_be_asked_for_again(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, first) = world.exchange("hello", "yes", MessageStatus::Complete).await;
    let again = world.redo(&first);
    let (same, second) = started(world.store.begin_again(&again).await.unwrap());
    assert_eq!((same.id, second.id.clone(), second.seq), (user.clone(), again.answer_id, 3));
    assert_eq!(
        (second.reply_to, second.text.as_str(), second.status),
        (Some(user.clone()), "", MessageStatus::Streaming)
    );
    let shown: Vec<_> = world.history().await.into_iter().map(|m| m.id).collect();
    assert_eq!(shown, [user, second.id], "the superseded one is absent from the history");
    assert_eq!(world.message(&first).await.text, "yes", "and found by its id");
    assert_eq!(world.log(&first, 0).await.len(), 2, "with its log");
}

#[rstest]
#[tokio::test]
async fn only_the_last_answer_can_be_asked_for_again(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, first) = world.exchange("one", "1", MessageStatus::Complete).await;
    let (_, second) = world.exchange("two", "2", MessageStatus::Complete).await;
    assert_eq!(world.store.begin_again(&world.redo(&first)).await, Ok(Begun::NotLast));
    let (_, third) = started(world.store.begin_again(&world.redo(&second)).await.unwrap());
    assert_eq!(world.store.begin_again(&world.redo(&third.id)).await, Ok(Begun::Busy), "it is being written");
    world.store.end(&world.ended(&third.id, "2!", MessageStatus::Complete)).await.unwrap();
    assert_eq!(world.store.begin_again(&world.redo(&second)).await, Ok(Begun::NotLast), "it is superseded");
}

#[rstest]
#[tokio::test]
async fn what_is_not_the_visitors_answer_is_unknown(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, answer) = world.exchange("hello", "yes", MessageStatus::Complete).await;
    let (stranger, theirs) = world.stranger().await;
    for again in [
        world.redo(&user),
        world.redo(&fresh()),
        NewAnswer { visitor_id: stranger.id.clone(), ..world.redo(&answer) },
        NewAnswer { conversation_id: theirs.id.clone(), ..world.redo(&answer) },
        NewAnswer { conversation_id: theirs.id, visitor_id: stranger.id, ..world.redo(&answer) },
    ] {
        assert_eq!(world.store.begin_again(&again).await, Ok(Begun::Unknown), "{again:?}");
    }
    assert_eq!(world.history().await.len(), 2);
    assert_eq!(
        world.store.renew(&crate::store::world::lease(crate::store::world::NODE, HOUR)).await,
        Ok(vec![]),
        "nothing began"
    );
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_who_ask_again_one_starts(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.exchange("hello", "yes", MessageStatus::Complete).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (store, again) = (std::sync::Arc::clone(&world.store), world.redo(&answer));
        tasks.spawn(async move { store.begin_again(&again).await.unwrap() });
    }
    let begun = tasks.join_all().await;
    assert_eq!(begun.iter().filter(|begun| matches!(begun, Begun::Started { .. })).count(), 1);
    assert_eq!(begun.iter().filter(|begun| **begun == Begun::Busy).count(), 99);
}
