//! Answers being written: who may, and the numbered log.

use futures_util::{StreamExt as _, stream};
use parlor::core::{
    conversation::{blocks::FormSubmission, message::Extras},
    store::{Ended, NewTurn, StoreError},
};
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    ids::MessageId,
    widget::{Finish, MessageStatus, Usage},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{HOUR, NODE, World, at, chunk, done, fresh, lease, started, text};

#[rstest]
#[tokio::test]
async fn a_log_is_numbered_without_gaps(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    world.store.append(&answer.id, NODE, &chunk(1, &[text("a"), text("b"), text("c")])).await.unwrap();
    world.store.append(&answer.id, NODE, &chunk(4, &[text("d")])).await.unwrap();
    world.store.append(&answer.id, NODE, &chunk(5, &[text("e"), text("f")])).await.unwrap();
    let all: Vec<_> = (1..).zip(["a", "b", "c", "d", "e", "f"].map(text)).collect();
    for after in 0..=6 {
        let index = usize::try_from(after).unwrap();
        assert_eq!(world.log(&answer.id, after).await, all[index..], "after {after}");
    }
    assert_eq!(world.log(&answer.id, u64::MAX).await, []);
}

#[rstest]
#[tokio::test]
async fn a_chunk_that_does_not_follow_is_refused(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    world.store.append(&answer.id, NODE, &chunk(1, &[text("a"), text("b")])).await.unwrap();
    for first in [0, 4, u64::MAX] {
        let refused = world.store.append(&answer.id, NODE, &chunk(first, &[text("x")])).await;
        assert!(matches!(refused, Err(StoreError::Broken(_))), "{first}: {refused:?}");
    }
    let gap = Ended { log: chunk(9, &[done()]), ..world.ended(&answer.id, "ab", MessageStatus::Complete) };
    assert!(matches!(world.store.end(&gap).await, Err(StoreError::Broken(_))));
    assert_eq!(world.message(&answer.id).await.status, MessageStatus::Streaming, "and with it the whole ending");
    let ended = Ended { log: chunk(3, &[done()]), ..gap };
    world.store.end(&ended).await.unwrap();
    assert_eq!(world.log(&answer.id, 0).await.len(), 3);
}

/// After a cut nobody knows whether the last piece was stored: it is sent again with what came since.
#[rstest]
#[tokio::test]
async fn a_piece_may_be_sent_again(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    let piece = chunk(1, &[text("a"), text("b")]);
    for _ in 0..2 {
        world.store.append(&answer.id, NODE, &piece).await.unwrap();
    }
    world.store.append(&answer.id, NODE, &chunk(1, &[text("a"), text("b"), text("c")])).await.unwrap();
    assert_eq!(world.log(&answer.id, 0).await, [(1, text("a")), (2, text("b")), (3, text("c"))]);
    let ended =
        Ended { log: chunk(3, &[text("c"), done()]), ..world.ended(&answer.id, "abc", MessageStatus::Complete) };
    world.store.end(&ended).await.unwrap();
    assert_eq!(world.log(&answer.id, 2).await, [(3, text("c")), (4, done())]);
}

#[rstest]
#[tokio::test]
async fn an_empty_chunk_changes_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    world.store.append(&answer.id, NODE, &chunk(1, &[])).await.unwrap();
    world.store.append(&answer.id, NODE, &chunk(1, &[text("a")])).await.unwrap();
    world.store.append(&answer.id, NODE, &chunk(2, &[])).await.unwrap();
    assert_eq!(world.log(&answer.id, 0).await, [(1, text("a"))]);
    assert_eq!(world.store.append(&answer.id, "node-2", &chunk(2, &[])).await, Err(StoreError::LeaseLost));
}

#[rstest]
#[tokio::test]
async fn only_the_owner_writes(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    let nobody: MessageId = fresh();
    for (id, owner) in [(&answer.id, "node-2"), (&answer.id, ""), (&nobody, NODE)] {
        assert_eq!(world.store.append(id, owner, &chunk(1, &[text("x")])).await, Err(StoreError::LeaseLost));
        let ended =
            Ended { answer_id: id.clone(), owner: owner.into(), ..world.ended(id, "x", MessageStatus::Complete) };
        assert_eq!(world.store.end(&ended).await, Err(StoreError::LeaseLost));
    }
    assert_eq!(world.log(&answer.id, 0).await, []);
    assert_eq!(world.message(&answer.id).await, answer);
}

#[rstest]
#[tokio::test]
async fn an_ended_run_is_nobodys(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.exchange("hello", "yes", MessageStatus::Complete).await;
    assert_eq!(world.store.append(&answer, NODE, &chunk(3, &[text("x")])).await, Err(StoreError::LeaseLost));
    let twice = Ended { log: chunk(3, &[done()]), ..world.ended(&answer, "no", MessageStatus::Stopped) };
    assert_eq!(world.store.end(&twice).await, Err(StoreError::LeaseLost));
    assert_eq!((world.message(&answer).await.text.as_str(), world.log(&answer, 0).await.len()), ("yes", 2));
}

#[rstest]
#[tokio::test]
async fn an_interrupted_run_is_nobodys(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    world.store.append(&answer.id, NODE, &chunk(1, &[text("a")])).await.unwrap();
    assert_eq!(world.store.interrupt(at(0), true).await, Ok(vec![answer.id.clone()]));
    let before = (world.message(&answer.id).await, world.log(&answer.id, 0).await);
    assert_eq!(world.store.append(&answer.id, NODE, &chunk(3, &[text("b")])).await, Err(StoreError::LeaseLost));
    let late = Ended { log: chunk(3, &[done()]), ..world.ended(&answer.id, "ab", MessageStatus::Complete) };
    assert_eq!(world.store.end(&late).await, Err(StoreError::LeaseLost));
    assert_eq!((world.message(&answer.id).await, world.log(&answer.id, 0).await), before);
    assert_eq!(world.store.renew(&lease(NODE, HOUR)).await, Ok(vec![]));
}

#[rstest]
#[tokio::test]
async fn the_end_keeps_everything(
    #[values(Sqlite, Postgres)] backend: Backend,
    #[values(MessageStatus::Complete, MessageStatus::Stopped, MessageStatus::Failed)] status: MessageStatus,
) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("hello", "key").await;
    let extras = Extras {
        attachments: vec![],
        citations: vec![Citation {
            title: "Returns".into(),
            url: Some("https://shop.example/r".into()),
            snippet: "30 days".into(),
        }],
        quick_replies: vec![QuickReply("And shipping?".into())],
        blocks: vec![Block::EscalationButton { label: "Ask a person".into(), message: "Please".into() }],
        usage: Usage { input: 12, output: 34 },
        low_confidence: true,
        finish: (status != MessageStatus::Failed).then_some(Finish::Length),
        failure: None,
        form: Some(FormSubmission {
            message_id: "a".into(),
            id: "f".into(),
            values: [("name".into(), "Ada".into())].into(),
        }),
    };
    let ended = Ended { extras: extras.clone(), ..world.ended(&answer.id, "within **30** days", status) };
    world.store.end(&ended).await.unwrap();
    let kept = world.message(&answer.id).await;
    assert_eq!((kept.status, kept.text.as_str(), kept.extras.clone()), (status, "within **30** days", extras));
    assert_eq!(
        (kept.id.clone(), kept.seq, kept.reply_to.clone(), kept.created_at),
        (answer.id, answer.seq, answer.reply_to, answer.created_at)
    );
    assert_eq!(world.history().await.last(), Some(&kept));
    let conversation = world.store.conversation(&world.visitor.id, &world.conversation.id).await.unwrap().unwrap();
    assert_eq!(conversation.last_activity_at, at(10));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_an_end_and_an_interruption_wins(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for round in 0..20 {
        let (_, answer) = world.start("hello", &format!("key-{round}")).await;
        let ended = world.ended(&answer.id, "yes", MessageStatus::Complete);
        let (end, interrupted) = tokio::join!(world.store.end(&ended), world.store.interrupt(at(0), true));
        let events = world.log(&answer.id, 0).await;
        assert_eq!(events.iter().filter(|(_, event)| event.is_terminal()).count(), 1, "{events:?}");
        let message = world.message(&answer.id).await;
        if end.is_ok() {
            assert_eq!((message.status, interrupted), (MessageStatus::Complete, Ok(vec![])));
        } else {
            assert_eq!((message.status, end), (MessageStatus::Interrupted, Err(StoreError::LeaseLost)));
        }
    }
}

#[rstest]
#[tokio::test]
async fn old_logs_are_removed_and_their_answers_stay(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, old) = world.exchange("one", "1", MessageStatus::Complete).await;
    let (_, running) = world.start("two", "two").await;
    world.store.append(&running.id, NODE, &chunk(1, &[text("2")])).await.unwrap();
    assert_eq!(world.store.prune_logs(at(10)).await, Ok(0), "it ended at 10, not before");
    assert_eq!(world.store.prune_logs(at(HOUR)).await, Ok(1));
    assert_eq!(world.store.prune_logs(at(HOUR)).await, Ok(0));
    assert_eq!(world.log(&old, 0).await, []);
    assert_eq!(world.message(&old).await.text, "1");
    assert_eq!(world.log(&running.id, 0).await.len(), 1, "what is being written is not old");
}

#[rstest]
#[tokio::test]
async fn a_thousand_logs_are_removed_at_a_time(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    // Not all at once: waiting for a connection has a time limit.
    stream::iter(0..1_003)
        .for_each_concurrent(50, async |_| {
            let turn = NewTurn { conversation_id: world.another().await.id, ..world.turn("q", "q") };
            let (_, answer) = started(world.store.begin(&turn).await.unwrap());
            world.store.end(&world.ended(&answer.id, "yes", MessageStatus::Complete)).await.unwrap();
        })
        .await;
    let mut removed = Vec::new();
    for _ in 0..3 {
        removed.push(world.store.prune_logs(at(HOUR)).await.unwrap());
    }
    assert_eq!(removed, [1_000, 3, 0]);
}
