//! Asking another node to stop.

use std::collections::BTreeMap;

use parlor::core::store::{Ended, NewTurn, RunSignal};
use parlor_shared::widget::MessageStatus;
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{HOUR, NODE, World, chunk, done, fresh, lease, started, text};

#[rstest]
#[tokio::test]
async fn the_writer_learns_of_it(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    let elsewhere = NewTurn { conversation_id: world.another().await.id, ..world.turn("q", "q") };
    let (_, other) = started(world.store.begin(&elsewhere).await.unwrap());
    assert_eq!(world.store.append(&answer.id, NODE, &chunk(1, &[text("a")])).await, Ok(RunSignal::More));
    for _ in 0..2 {
        assert_eq!(
            world.store.request_stop(&world.conversation.id, &answer.id).await,
            Ok(true),
            "as often as you like"
        );
    }
    assert_eq!(world.store.append(&answer.id, NODE, &chunk(2, &[text("b")])).await, Ok(RunSignal::Stop));
    assert_eq!(
        world.store.append(&answer.id, NODE, &chunk(3, &[])).await,
        Ok(RunSignal::Stop),
        "with an empty piece too"
    );
    let wishes: BTreeMap<_, _> = world.store.renew(&lease(NODE, HOUR)).await.unwrap().into_iter().collect();
    assert_eq!(wishes, BTreeMap::from([(answer.id.clone(), RunSignal::Stop), (other.id, RunSignal::More)]));
    assert_eq!(world.message(&answer.id).await.status, MessageStatus::Streaming, "it is for the writer to end it");
    let ended = Ended { log: chunk(3, &[done()]), ..world.ended(&answer.id, "ab", MessageStatus::Stopped) };
    world.store.end(&ended).await.unwrap();
    assert_eq!(world.message(&answer.id).await.status, MessageStatus::Stopped);
}

#[rstest]
#[tokio::test]
async fn only_what_is_being_written_in_this_conversation(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, ended) = world.exchange("hello", "yes", MessageStatus::Complete).await;
    let (user, answer) = world.start("more", "more").await;
    let (_, theirs) = world.stranger().await;
    for (conversation, id) in [
        (&world.conversation.id, &ended),
        (&world.conversation.id, &user.id),
        (&world.conversation.id, &fresh()),
        (&theirs.id, &answer.id),
        (&fresh(), &answer.id),
    ] {
        assert_eq!(world.store.request_stop(conversation, id).await, Ok(false));
    }
    assert_eq!(world.store.renew(&lease(NODE, HOUR)).await, Ok(vec![(answer.id, RunSignal::More)]));
}

#[rstest]
#[tokio::test]
async fn the_next_answer_is_not_meant(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    assert_eq!(world.store.request_stop(&world.conversation.id, &answer.id).await, Ok(true));
    world.store.end(&world.ended(&answer.id, "ye", MessageStatus::Stopped)).await.unwrap();
    let (_, again) = started(world.store.begin_again(&world.redo(&answer.id)).await.unwrap());
    assert_eq!(world.store.append(&again.id, NODE, &chunk(1, &[text("yes")])).await, Ok(RunSignal::More));
}
