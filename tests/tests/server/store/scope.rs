//! A foreign object is answered like one that does not exist.

use parlor::core::store::NewTurn;
use parlor_shared::{ids::MessageId, widget::MessageStatus};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{NODE, World, at, chunk, fresh, started, text};

#[rstest]
#[tokio::test]
async fn reads_of_another_conversation_find_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (stranger, theirs) = world.stranger().await;
    let turn =
        NewTurn { conversation_id: theirs.id.clone(), visitor_id: stranger.id.clone(), ..world.turn("secret", "key") };
    let (user, answer) = started(world.store.begin(&turn).await.unwrap());
    world.store.append(&answer.id, NODE, &chunk(1, &[text("secret")])).await.unwrap();
    let (store, ours) = (&world.store, &world.conversation.id);
    for id in [user.id, answer.id.clone(), fresh::<MessageId>()] {
        assert_eq!(store.message(ours, &id).await, Ok(None));
        assert_eq!(store.log(ours, &id, 0).await, Ok(vec![]));
        assert_eq!(store.history(ours, Some(&id), 10).await, Ok(vec![]));
    }
    for id in [theirs.id.clone(), fresh()] {
        assert_eq!(store.conversation(&world.visitor.id, &id).await, Ok(None));
    }
    assert_eq!(store.latest_conversation(&stranger.id, at(0)).await.unwrap().map(|c| c.id), Some(theirs.id.clone()));
    assert_eq!(store.latest_conversation(&world.visitor.id, at(0)).await.unwrap().map(|c| c.id), Some(ours.clone()));
    assert_eq!(store.latest_conversation(&fresh(), at(0)).await, Ok(None));
    assert_eq!(store.history(&fresh(), None, 10).await, Ok(vec![]));
    assert_eq!(store.history(ours, None, 10).await, Ok(vec![]));
    assert_eq!(store.log(&theirs.id, &answer.id, 0).await.unwrap().len(), 1, "it is there for whom it belongs to");
}

#[rstest]
#[tokio::test]
async fn ids_that_look_alike_are_different(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.exchange("q", "a", MessageStatus::Complete).await;
    let upper: MessageId = answer.as_str().to_uppercase().parse().unwrap();
    let wild: MessageId = "_".repeat(answer.as_str().len()).parse().unwrap();
    for id in [upper, wild] {
        assert_eq!(world.store.message(&world.conversation.id, &id).await, Ok(None));
    }
}
