//! Beginning an answer: one transaction decides, however many ask at once.

use std::sync::Arc;

use parlor::core::{
    conversation::Conversation,
    store::{Begun, NewTurn, Store},
};
use parlor_shared::{
    ids::ConversationId,
    widget::{MessageStatus, Role},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, at, fresh, started};

/// Begins them all at once.
async fn begin_all(store: &Arc<dyn Store>, turns: Vec<NewTurn>) -> Vec<Begun> {
    let mut tasks = tokio::task::JoinSet::new();
    for turn in turns {
        let store = Arc::clone(store);
        tasks.spawn(async move { store.begin(&turn).await.unwrap() });
    }
    tasks.join_all().await
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_at_once_with_one_client_id_are_one_message(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let begun = begin_all(&world.store, (0..100).map(|_| world.turn("hello", "key")).collect()).await;
    let (mut users, mut answers, mut replays) = (Vec::new(), Vec::new(), 0);
    for begun in begun {
        let (user, answer) = match begun {
            Begun::Started { user, answer } => (user, answer),
            Begun::Replayed { user, answer } => {
                replays += 1;
                (user, answer)
            }
            other => panic!("{other:?}"),
        };
        users.push(user.id);
        answers.push(answer.id);
    }
    users.dedup();
    answers.dedup();
    assert_eq!((users.len(), answers.len(), replays), (1, 1, 99));
    assert_eq!(world.history().await.len(), 2);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_has_one_answer_at_a_time(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let begun = begin_all(&world.store, (0..100).map(|n| world.turn("hello", &format!("key-{n}"))).collect()).await;
    let busy = begun.iter().filter(|begun| **begun == Begun::Busy).count();
    let started = begun.iter().filter(|begun| matches!(begun, Begun::Started { .. })).count();
    assert_eq!((started, busy), (1, 99));
    assert_eq!(world.history().await.len(), 2, "who is told Busy has written nothing");
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conversations_do_not_wait_for_each_other(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut turns = Vec::new();
    for _ in 0..50 {
        turns.push(NewTurn { conversation_id: world.another().await.id, ..world.turn("hello", "key") });
    }
    let begun = begin_all(&world.store, turns).await;
    assert!(
        begun.iter().all(|begun| matches!(begun, Begun::Started { .. })),
        "a client id is unique in its conversation only"
    );
}

#[rstest]
#[tokio::test]
async fn what_began_is_what_was_said(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let turn = world.turn("hello", "key");
    let (user, answer) = started(world.store.begin(&turn).await.unwrap());
    assert_eq!(
        (user.id.clone(), user.text.as_str(), user.role, user.status),
        (turn.user_message_id, "hello", Role::User, MessageStatus::Complete)
    );
    assert_eq!(
        (user.seq, user.client_id.as_deref(), user.reply_to.clone(), user.created_at),
        (1, Some("key"), None, turn.at)
    );
    assert_eq!((answer.id.clone(), answer.text.as_str(), answer.role), (turn.answer_id, "", Role::Agent));
    assert_eq!(
        (answer.seq, answer.status, answer.reply_to.clone()),
        (2, MessageStatus::Streaming, Some(user.id.clone()))
    );
    assert_eq!(world.message(&user.id).await, user);
    assert_eq!(world.message(&answer.id).await, answer);
}

#[rstest]
#[tokio::test]
async fn without_a_client_id_every_message_is_new(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for _ in 0..3 {
        let turn = NewTurn { client_id: None, ..world.turn("again", "") };
        let (_, answer) = started(world.store.begin(&turn).await.unwrap());
        world.store.end(&world.ended(&answer.id, "yes", MessageStatus::Complete)).await.unwrap();
    }
    assert_eq!(world.history().await.len(), 6);
}

#[rstest]
#[tokio::test]
async fn the_conversation_must_be_the_visitors(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (stranger, _) = world.stranger().await;
    let foreign = NewTurn { visitor_id: stranger.id, ..world.turn("hello", "key") };
    let nowhere = NewTurn { conversation_id: fresh(), ..world.turn("hello", "key") };
    let nobody = NewTurn { visitor_id: fresh(), ..world.turn("hello", "key") };
    for turn in [foreign, nowhere, nobody] {
        assert_eq!(world.store.begin(&turn).await, Ok(Begun::Unknown));
    }
    assert_eq!(world.history().await, []);
}

#[rstest]
#[tokio::test]
async fn a_client_id_with_another_text_is_a_mismatch(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    assert_eq!(world.store.begin(&world.turn("good-bye", "key")).await, Ok(Begun::Mismatch), "while it is written");
    world.store.end(&world.ended(&answer.id, "yes", MessageStatus::Complete)).await.unwrap();
    assert_eq!(world.store.begin(&world.turn("good-bye", "key")).await, Ok(Begun::Mismatch), "and afterwards");
    assert_eq!(world.history().await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn the_latest_conversation_is_the_one_last_begun(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let first = world.conversation.id.clone();
    let latest =
        async |since| world.store.latest_conversation(&world.visitor.id, at(since)).await.unwrap().map(|c| c.id);
    let turn = |conversation: &ConversationId, second| NewTurn {
        conversation_id: conversation.clone(),
        at: at(second),
        ..world.turn("hello", "key")
    };
    let (_, answer) = started(world.store.begin(&turn(&first, 5)).await.unwrap());
    assert_eq!(latest(5).await, Some(first.clone()), "exactly then counts");
    assert_eq!(latest(6).await, None);
    let second = Conversation {
        created_at: at(6),
        last_activity_at: at(6),
        ..crate::store::world::conversation(&world.widget, &world.visitor)
    };
    world.store.insert_conversation(&second).await.unwrap();
    started(world.store.begin(&turn(&second.id, 7)).await.unwrap());
    // The first answer ends at 10; a second conversation has begun in the meantime.
    world.store.end(&world.ended(&answer.id, "yes", MessageStatus::Complete)).await.unwrap();
    assert_eq!(latest(0).await, Some(second.id), "an answer's end does not bring a conversation back");
    assert_eq!(latest(10).await, Some(first), "but it is something said");
}
