//! Feedback of visitors on answers.

use parlor::core::conversation::message::Feedback;
use parlor_shared::widget::{FeedbackValue, MessageStatus};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, at, fresh};

fn feedback(value: FeedbackValue, comment: &str) -> Feedback {
    Feedback { value, reason: Some("wrong".into()), comment: Some(comment.into()) }
}

#[rstest]
#[tokio::test]
async fn the_last_word_counts(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.exchange("q", "a", MessageStatus::Complete).await;
    assert_eq!(world.message(&answer).await.feedback, None);
    for given in [feedback(FeedbackValue::Up, "good"), feedback(FeedbackValue::Down, "no")] {
        assert_eq!(world.store.set_feedback(&world.conversation.id, &answer, &given, at(0)).await, Ok(true));
        assert_eq!(world.message(&answer).await.feedback, Some(given.clone()));
        assert_eq!(world.history().await[1].feedback, Some(given));
    }
}

#[rstest]
#[tokio::test]
async fn only_answers_of_this_conversation_take_it(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, answer) = world.exchange("q", "a", MessageStatus::Complete).await;
    let given = feedback(FeedbackValue::Up, "");
    let (_, theirs) = world.stranger().await;
    assert_eq!(
        world.store.set_feedback(&world.conversation.id, &user, &given, at(0)).await,
        Ok(false),
        "what a visitor said"
    );
    assert_eq!(world.store.set_feedback(&theirs.id, &answer, &given, at(0)).await, Ok(false));
    assert_eq!(world.store.set_feedback(&world.conversation.id, &fresh(), &given, at(0)).await, Ok(false));
    assert!(world.history().await.iter().all(|message| message.feedback.is_none()));
}
