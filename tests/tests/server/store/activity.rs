//! The activity log, and the counts kept with it.

use parlor::core::{
    activity::RecordFilter,
    conversation::message::{Extras, Feedback},
    owner::figures::{Figures, SLOT_MILLIS, slot},
    store::{Begun, Ended},
};
use parlor_shared::{
    owner::ActivityKind::{
        self, AnswerFailed, AnswerRated, AnswerUnsure, ConversationStarted, LeadCreated, LeadUpdated, MessageCreated,
    },
    widget::{FeedbackValue, MessageStatus, Usage},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{HOUR, World, at, fresh};

impl World {
    async fn kinds(&self) -> Vec<ActivityKind> {
        let only = RecordFilter::default();
        let records = self.store.activity_after(&self.agent.team_id, 0, &only, 100).await.unwrap();
        assert!(records.iter().map(|record| record.seq).eq(1..=records.len() as u64), "numbered from 1: {records:?}");
        assert_eq!(self.store.latest_activity(&self.agent.team_id).await, Ok(records.len() as u64));
        records.into_iter().map(|record| record.event.kind).collect()
    }

    async fn figures(&self) -> Figures {
        let figures = self.store.figures(&self.agent.team_id, None, slot(at(0)), slot(at(0)) + 1).await.unwrap();
        figures.into_iter().fold(Figures::default(), |sum, (_, more)| sum + more)
    }

    async fn gave(&self, email: &str) {
        self.store.upsert_lead(&self.lead(email)).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn each_deed_is_recorded_and_counted_once(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    assert_eq!(world.kinds().await, []);
    let (_, answer) = world.start("Hello", "1").await;
    assert_eq!(world.kinds().await, [ConversationStarted, MessageCreated]);
    assert!(matches!(world.store.begin(&world.turn("Hello", "1")).await, Ok(Begun::Replayed { .. })));
    let extras = Extras { low_confidence: true, usage: Usage { input: 7, output: 3 }, ..Extras::default() };
    let ended = world.ended(&answer.id, "Hm", MessageStatus::Complete);
    world.store.end(&Ended { extras, ..ended }).await.unwrap();
    let think = |value| Feedback { value, reason: None, comment: None };
    for value in [FeedbackValue::Up, FeedbackValue::Down] {
        assert!(world.store.set_feedback(&world.conversation.id, &answer.id, &think(value), at(20)).await.unwrap());
    }
    world.gave("ada@shop.example").await;
    world.gave("Ada@shop.example").await;
    world.exchange("Again", "", MessageStatus::Failed).await;
    let all = [
        ConversationStarted,
        MessageCreated,
        MessageCreated,
        AnswerUnsure,
        AnswerRated,
        AnswerRated,
        LeadCreated,
        LeadUpdated,
        MessageCreated,
        AnswerFailed,
    ];
    assert_eq!(world.kinds().await, all, "a repeated message is not recorded again");
    let expected = Figures {
        conversations: 1,
        questions: 2,
        answers: 1,
        unsure: 1,
        failed: 1,
        thumbs_up: 0,
        thumbs_down: 1,
        leads: 1,
        input_tokens: 7,
        output_tokens: 3,
    };
    assert_eq!(world.figures().await, expected);
    let team = &world.agent.team_id;
    let of = async |widget: &str| world.store.figures(team, Some(widget), 0, i64::MAX).await.unwrap().len();
    assert_eq!((of(world.widget.id.as_str()).await, of("another").await), (1, 0));
    assert!(world.store.figures(&fresh(), None, 0, i64::MAX).await.unwrap().is_empty(), "another team's");
}

#[rstest]
#[tokio::test]
async fn records_are_read_in_both_directions_and_filtered(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    world.exchange("One", "Answer", MessageStatus::Complete).await;
    world.exchange("Two", "Answer", MessageStatus::Complete).await;
    let (team, all) = (&world.agent.team_id, RecordFilter::default());
    let seqs = |records: Vec<parlor::core::activity::Record>| records.iter().map(|it| it.seq).collect::<Vec<_>>();
    assert_eq!(seqs(world.store.activity_after(team, 1, &all, 2).await.unwrap()), [2, 3]);
    assert_eq!(seqs(world.store.activity_before(team, 4, &all, 2).await.unwrap()), [3, 2]);
    let only = RecordFilter { kind: Some(ConversationStarted), ..all.clone() };
    assert_eq!(seqs(world.store.activity_after(team, 0, &only, 9).await.unwrap()), [1]);
    let only = RecordFilter { conversation_id: Some(fresh()), ..all.clone() };
    assert_eq!(seqs(world.store.activity_after(team, 0, &only, 9).await.unwrap()), [0; 0]);
    assert!(world.store.activity_after(&fresh(), 0, &all, 9).await.unwrap().is_empty(), "another team's");
}

#[rstest]
#[tokio::test]
async fn old_records_and_erased_conversations_leave_the_log(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    world.exchange("One", "Answer", MessageStatus::Complete).await;
    assert_eq!(world.store.prune_activity(at(0)).await, Ok(0));
    assert_eq!(world.store.prune_activity(at(10)).await, Ok(2), "what happened when it began");
    world.store.erase_conversations(&world.widget.id).await.unwrap();
    let (team, all) = (&world.agent.team_id, RecordFilter::default());
    assert!(world.store.activity_after(team, 0, &all, 9).await.unwrap().is_empty());
    assert_eq!(world.store.latest_activity(team).await, Ok(3), "numbers are never given again");
    assert_eq!(world.figures().await.questions, 1, "the past is not counted anew");
}

#[rstest]
#[tokio::test]
async fn an_interrupted_answer_failed(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    world.start("Hello", "1").await;
    world.store.interrupt(at(2 * HOUR), false).await.unwrap();
    assert_eq!(world.kinds().await, [ConversationStarted, MessageCreated, AnswerFailed]);
    assert_eq!((world.figures().await.failed, world.figures().await.answers), (1, 0));
}

/// Many who write at once: numbers without a gap, and nothing waits for ever.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_have_no_gaps_under_load(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..40 {
        let (visitor, conversation) = world.stranger().await;
        let turn = parlor::core::store::NewTurn {
            conversation_id: conversation.id,
            visitor_id: visitor.id,
            at: at(number % 5 * SLOT_MILLIS),
            ..world.turn("Hello", "1")
        };
        let store = std::sync::Arc::clone(&world.store);
        writers.spawn(async move { store.begin(&turn).await.unwrap() });
    }
    writers.join_all().await;
    let interrupted = world.store.interrupt(at(2 * HOUR), false).await.unwrap();
    assert_eq!(interrupted.len(), 40);
    let only = RecordFilter::default();
    let records = world.store.activity_after(&world.agent.team_id, 0, &only, 1_000).await.unwrap();
    assert!(records.iter().map(|record| record.seq).eq(1..=120), "{} records", records.len());
}
