//! Results that pages hand in for calls of their tools.

use parlor::core::conversation::tool::page_tools::Outcome;
use parlor_shared::widget::MessageStatus;
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;
use serde_json::json;

use crate::store::world::{World, fresh};

#[rstest]
#[tokio::test]
async fn the_first_outcome_stays_as_long_as_the_answer_is_written(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    let (store, here) = (&world.store, &world.conversation.id);
    let first = Outcome::Result(json!({"left": [3, "\u{1}"]}));
    assert_eq!(store.handed_in(&answer.id, "a").await, Ok(None));
    assert_eq!(store.hand_in(here, &answer.id, "a", &first).await, Ok(true));
    assert_eq!(store.hand_in(here, &answer.id, "a", &Outcome::Error("second".into())).await, Ok(false));
    assert_eq!(store.hand_in(here, &answer.id, "b", &Outcome::Error("other".into())).await, Ok(true));
    assert_eq!(store.handed_in(&answer.id, "a").await, Ok(Some(first)));
    assert_eq!(store.handed_in(&answer.id, "b").await, Ok(Some(Outcome::Error("other".into()))));
    world.store.end(&world.ended(&answer.id, "yes", MessageStatus::Complete)).await.unwrap();
    assert_eq!(store.handed_in(&answer.id, "a").await, Ok(None));
    assert_eq!(store.hand_in(here, &answer.id, "a", &Outcome::Error("late".into())).await, Ok(false));
}

#[rstest]
#[tokio::test]
async fn only_what_is_being_written_in_this_conversation(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, ended) = world.exchange("hello", "yes", MessageStatus::Complete).await;
    let (user, answer) = world.start("more", "more").await;
    let (_, theirs) = world.stranger().await;
    let outcome = Outcome::Result(json!(1));
    for (conversation, id) in [
        (&world.conversation.id, &ended),
        (&world.conversation.id, &user.id),
        (&world.conversation.id, &fresh()),
        (&theirs.id, &answer.id),
    ] {
        assert_eq!(world.store.hand_in(conversation, id, "a", &outcome).await, Ok(false));
    }
    assert_eq!(world.store.handed_in(&answer.id, "a").await, Ok(None));
}
