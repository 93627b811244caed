//! Files that visitors bring.

use std::time::Duration;

use parlor::core::{
    conversation::attachment::{Attachment, Kind, Quota, QuotaCheck, Takes},
    store::{Begun, NewTurn},
};
use parlor_shared::ids::{AttachmentId, ConversationId};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{self, HOUR, World, at, fresh, started};

const PLENTY: Quota = Quota { files: 100, bytes: 1_000_000, period: Duration::from_hours(1) };

fn file(conversation: &ConversationId, name: &str, size: u64, millis: i64) -> Attachment {
    let text = Some(format!("about {name}"));
    Attachment { kind: Kind::Pdf, size, text, created_at: at(millis), ..world::file(conversation, name) }
}

async fn brought(world: &World, name: &str, millis: i64) -> Attachment {
    let file = file(&world.conversation.id, name, 10, millis);
    assert_eq!(world.store.insert_attachment(&file, &PLENTY).await, Ok(QuotaCheck::Left));
    file
}

fn with(world: &World, key: &str, files: &[&AttachmentId]) -> NewTurn {
    NewTurn { attachments: Takes::These(files.iter().copied().cloned().collect()), ..world.turn("look", key) }
}

#[rstest]
#[tokio::test]
async fn a_file_is_found_as_it_was_stored(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for kind in Kind::ALL {
        let file = Attachment { kind, text: None, ..file(&world.conversation.id, "größe.x", 1 << 40, 7) };
        let quota = Quota { bytes: u64::MAX, ..PLENTY };
        assert_eq!(world.store.insert_attachment(&file, &quota).await, Ok(QuotaCheck::Left));
        assert_eq!(world.store.attachment(&file.id).await, Ok(Some(file)));
    }
    assert_eq!(world.store.attachment(&fresh()).await, Ok(None));
    let odd = Attachment { text: Some("a\0b".into()), ..file(&world.conversation.id, "a\0.pdf", 1, 7) };
    let quota = Quota { bytes: u64::MAX, ..PLENTY };
    assert_eq!(world.store.insert_attachment(&odd, &quota).await, Ok(QuotaCheck::Left));
    let kept = world.store.attachment(&odd.id).await.unwrap().unwrap();
    assert_eq!((kept.name.as_str(), kept.text.as_deref()), ("a\u{FFFD}.pdf", Some("a\u{FFFD}b")));
    let nowhere = file(&fresh(), "a.pdf", 1, 7);
    assert_eq!(world.store.insert_attachment(&nowhere, &PLENTY).await, Ok(QuotaCheck::Unknown));
}

#[rstest]
#[tokio::test]
async fn a_quota_counts_what_came_in_its_period(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let quota = Quota { files: 2, bytes: 100, period: Duration::from_hours(1) };
    let come = async |size, millis| {
        world.store.insert_attachment(&file(&world.conversation.id, "a", size, millis), &quota).await.unwrap()
    };
    assert_eq!(come(60, 0).await, QuotaCheck::Left);
    assert_eq!(come(41, 1_000).await, QuotaCheck::TooLarge { until: at(HOUR) });
    assert_eq!(come(40, 1_000).await, QuotaCheck::Left);
    assert_eq!(come(0, 2_000).await, QuotaCheck::TooMany { until: at(HOUR) });
    let elsewhere = world.another().await.id;
    assert_eq!(world.store.insert_attachment(&file(&elsewhere, "a", 60, 2_000), &quota).await, Ok(QuotaCheck::Left));
    assert_eq!(come(60, HOUR).await, QuotaCheck::Left, "the first one does not count any more");
    assert_eq!(come(0, HOUR).await, QuotaCheck::TooMany { until: at(HOUR + 1_000) });
}

#[rstest]
#[tokio::test]
async fn many_at_once_do_not_slip_past_it(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let quota = Quota { files: 3, ..PLENTY };
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (store, file) = (world.store.clone(), file(&world.conversation.id, "a", 1, 0));
            tokio::spawn(async move { store.insert_attachment(&file, &quota).await.unwrap() == QuotaCheck::Left })
        })
        .collect();
    let mut stored = 0;
    for task in tasks {
        stored += usize::from(task.await.unwrap());
    }
    assert_eq!(stored, 3);
}

#[rstest]
#[tokio::test]
async fn a_message_takes_its_files_or_is_not_written(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (one, two) = (brought(&world, "one", 0).await, brought(&world, "two", 1).await);
    let theirs = file(&world.stranger().await.1.id, "theirs", 1, 0);
    assert_eq!(world.store.insert_attachment(&theirs, &PLENTY).await, Ok(QuotaCheck::Left));
    for foreign in [&theirs.id, &fresh()] {
        assert_eq!(world.store.begin(&with(&world, "k", &[&one.id, foreign])).await, Ok(Begun::Unknown));
    }
    assert_eq!(world.history().await, []);
    let turn = with(&world, "k", &[&two.id, &one.id]);
    let (user, answer) = started(world.store.begin(&turn).await.unwrap());
    assert_eq!(user.extras.attachments, [two.attached(), one.attached()]);
    assert_eq!(world.message(&user.id).await.extras.attachments, [two.attached(), one.attached()]);
    let sent = world.store.sent_attachments(&world.conversation.id, 10).await;
    assert_eq!(sent, Ok(vec![one.clone(), two.clone()]));
    assert_eq!(world.store.sent_attachments(&world.conversation.id, 1).await, Ok(vec![two.clone()]));
    assert_eq!(world.store.sent_attachments(&fresh(), 10).await, Ok(vec![]));
    assert!(matches!(world.store.begin(&turn).await, Ok(Begun::Replayed { .. })));
    let fewer = with(&world, "k", &[&two.id]);
    assert_eq!(world.store.begin(&fewer).await, Ok(Begun::Mismatch));
    world.store.end(&world.ended(&answer.id, "a", parlor_shared::widget::MessageStatus::Complete)).await.unwrap();
    assert_eq!(world.store.begin(&with(&world, "again", &[&one.id])).await, Ok(Begun::AlreadySent));
}

#[rstest]
#[tokio::test]
async fn a_message_may_take_whatever_waits(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut brought_in = Vec::new();
    for (millis, name) in (0..).zip(["one", "two", "three", "four", "five", "six"]) {
        brought_in.push(brought(&world, name, millis).await);
    }
    let theirs = file(&world.stranger().await.1.id, "theirs", 1, 0);
    assert_eq!(world.store.insert_attachment(&theirs, &PLENTY).await, Ok(QuotaCheck::Left));
    let turn = |key: &str| NewTurn { attachments: Takes::Waiting, ..world.turn("look", key) };
    let (user, answer) = started(world.store.begin(&turn("k")).await.unwrap());
    let five: Vec<_> = brought_in[..5].iter().map(Attachment::attached).collect();
    assert_eq!(user.extras.attachments, five, "the oldest, and no stranger's");
    let replayed = world.store.begin(&turn("k")).await;
    assert!(matches!(replayed, Ok(Begun::Replayed { user, .. }) if user.extras.attachments == five));
    world.store.end(&world.ended(&answer.id, "a", parlor_shared::widget::MessageStatus::Complete)).await.unwrap();
    let (user, answer) = started(world.store.begin(&turn("l")).await.unwrap());
    assert_eq!(user.extras.attachments, [brought_in[5].attached()]);
    world.store.end(&world.ended(&answer.id, "a", parlor_shared::widget::MessageStatus::Complete)).await.unwrap();
    let (user, _) = started(world.store.begin(&turn("m")).await.unwrap());
    assert_eq!(user.extras.attachments, []);
}

#[rstest]
#[tokio::test]
async fn what_was_never_sent_goes_and_leaves_its_name(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (sent, old, new) =
        (brought(&world, "sent", 0).await, brought(&world, "old", 1).await, brought(&world, "new", 9).await);
    started(world.store.begin(&with(&world, "k", &[&sent.id])).await.unwrap());
    assert_eq!(world.store.prune_attachments(at(9)).await, Ok(1));
    assert_eq!(world.store.discarded_objects(10).await, Ok(vec![old.key()]));
    for id in [&new.id, &sent.id, &fresh()] {
        world.store.remove_attachment(id).await.unwrap();
    }
    assert_eq!(world.store.attachment(&sent.id).await, Ok(Some(sent)), "a message has it");
    let mut gone = vec![old.key(), new.key()];
    gone.sort();
    assert_eq!(world.store.discarded_objects(10).await, Ok(gone.clone()));
    assert_eq!(world.store.discarded_objects(1).await.unwrap().len(), 1);
    world.store.forget_objects(&gone[..1]).await.unwrap();
    assert_eq!(world.store.discarded_objects(10).await, Ok(gone[1..].to_vec()));
}

#[rstest]
#[tokio::test]
async fn a_conversation_takes_its_files_with_it(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (sent, unsent) = (brought(&world, "sent", 0).await, brought(&world, "unsent", 1).await);
    let (user, _) = started(world.store.begin(&with(&world, "k", &[&sent.id])).await.unwrap());
    world.store.erase_conversations(&world.widget.id).await.unwrap();
    for id in [&sent.id, &unsent.id] {
        assert_eq!(world.store.attachment(id).await, Ok(None));
    }
    let mut gone = vec![sent.key(), unsent.key()];
    gone.sort();
    assert_eq!(world.store.discarded_objects(10).await, Ok(gone));
    assert_eq!(world.store.message(&world.conversation.id, &user.id).await, Ok(None));
}
