//! Reading a conversation back.

use parlor_shared::{ids::MessageId, widget::MessageStatus};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{NODE, World, chunk, fresh, started, text};

async fn page(world: &World, before: Option<&MessageId>, take: u32) -> Vec<String> {
    let page = world.store.history(&world.conversation.id, before, take).await.unwrap();
    page.into_iter().map(|message| message.text).collect()
}

#[rstest]
#[tokio::test]
async fn pages_lead_from_the_end_to_the_beginning(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for n in 1..=3 {
        world.exchange(&format!("q{n}"), &format!("a{n}"), MessageStatus::Complete).await;
    }
    let all = world.history().await;
    assert_eq!(all.iter().map(|m| m.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(page(&world, None, 4).await, ["q2", "a2", "q3", "a3"], "the newest, oldest first");
    assert_eq!(page(&world, Some(&all[2].id), 4).await, ["q1", "a1"]);
    assert_eq!(page(&world, Some(&all[2].id), 1).await, ["a1"]);
    assert_eq!(page(&world, Some(&all[0].id), 4).await, [""; 0]);
    assert_eq!(page(&world, None, 0).await, [""; 0]);
    assert_eq!(page(&world, None, u32::MAX).await.len(), 6);
}

#[rstest]
#[tokio::test]
async fn a_place_that_is_not_here_gives_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    world.exchange("q", "a", MessageStatus::Complete).await;
    let (stranger, theirs) = world.stranger().await;
    let foreign =
        parlor::core::store::NewTurn { conversation_id: theirs.id, visitor_id: stranger.id, ..world.turn("x", "x") };
    let (foreign, _) = started(world.store.begin(&foreign).await.unwrap());
    assert_eq!(page(&world, Some(&foreign.id), 10).await, [""; 0]);
    assert_eq!(page(&world, Some(&fresh()), 10).await, [""; 0]);
}

#[rstest]
#[tokio::test]
async fn a_superseded_answer_is_still_a_place(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, first) = world.exchange("q", "a", MessageStatus::Complete).await;
    started(world.store.begin_again(&world.redo(&first)).await.unwrap());
    assert_eq!(page(&world, Some(&first), 10).await, ["q"]);
    assert_eq!(page(&world, None, 10).await, ["q", ""]);
}

#[rstest]
#[tokio::test]
async fn a_growing_answer_is_as_long_as_its_log(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("q", "q").await;
    assert_eq!(page(&world, None, 10).await, ["q", ""]);
    world.store.append(&answer.id, NODE, &chunk(1, &[text("one "), text("two ")])).await.unwrap();
    assert_eq!(page(&world, None, 10).await, ["q", "one two "]);
    world.store.append(&answer.id, NODE, &chunk(3, &[text("three")])).await.unwrap();
    let newest = world.store.history(&world.conversation.id, None, 1).await.unwrap().pop().unwrap();
    assert_eq!((newest.text.as_str(), newest.status), ("one two three", MessageStatus::Streaming));
    let ended = parlor::core::store::Ended {
        log: chunk(4, &[crate::store::world::done()]),
        ..world.ended(&answer.id, "one two three", MessageStatus::Complete)
    };
    world.store.end(&ended).await.unwrap();
    assert_eq!(page(&world, None, 10).await, ["q", "one two three"]);
}
