//! While the disk's reserve is reached nothing new is taken; what runs ends, and erasing goes on.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use parlor::{
    core::{
        conversation::{attachment::Quota, message::Feedback, rendered::Rendered},
        disk::{FreeSpace, Reserve},
        engagement::telemetry::WidgetEvent,
        knowledge::Passage,
        store::{Begun, Ended, MessagePlace, StoreError},
    },
    store,
};
use parlor_shared::widget::{FeedbackValue, MessageStatus};
use parlor_tests::databases::Backend::Sqlite;

use crate::store::world::{NODE, World, at, chunk, conversation, done, file, fresh, lease, text, visitor};

/// A disk that says what a test wants.
#[derive(Debug, Default)]
struct Disk(AtomicU64);

impl FreeSpace for Disk {
    fn free(&self) -> io::Result<u64> {
        Ok(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn what_is_new_is_refused_and_everything_else_goes_on() {
    let guard = Sqlite.fresh().await;
    let disk = Arc::new(Disk(AtomicU64::new(1_000)));
    let reserve = Reserve::new(1_000, Arc::clone(&disk) as Arc<dyn FreeSpace>);
    let store = store::open_with(&guard.url, Some(reserve)).await.unwrap();
    let world = World::in_store(store, guard).await;
    let (_, ended) = world.exchange("before", "yes", MessageStatus::Complete).await;
    let (_, running) = world.start("running", "running").await;
    let (stranger, theirs) = world.stranger().await;
    assert_eq!(world.store.room().await, Ok(()));
    disk.0.store(999, Ordering::Relaxed);

    let store = &world.store;
    assert_eq!(store.room().await, Err(StoreError::ReserveReached));
    refuses_what_is_new(&world).await;
    assert_eq!(store.history(&theirs.id, None, 10).await, Ok(vec![]), "nothing was written");

    // Work that was acknowledged is acknowledged again.
    let again = store.begin(&world.turn("running", "running")).await;
    assert!(matches!(again, Ok(Begun::Replayed { .. })), "{again:?}");
    store.append(&running.id, NODE, &chunk(1, &[text("running on")])).await.unwrap();
    assert_eq!(store.renew(&lease(NODE, 5)).await.unwrap().len(), 1);
    let end = world.ended(&running.id, "running on", MessageStatus::Complete);
    let rendered = Some(Rendered { version: "1".into(), json: "[]".into() });
    store.end(&Ended { log: chunk(2, &[done()]), rendered, ..end }).await.unwrap();
    let feedback = Feedback { value: FeedbackValue::Up, reason: None, comment: None };
    assert_eq!(store.set_feedback(&world.conversation.id, &ended, &feedback, at(0)).await, Ok(true));
    assert_eq!(world.history().await.len(), 4);
    assert_eq!(store.erase_visitor(&world.widget.id, &stranger.id).await, Ok(true));
    store.erase_conversations(&world.widget.id).await.unwrap();

    disk.0.store(1_000, Ordering::Relaxed);
    assert_eq!(store.room().await, Ok(()));
    store.insert_visitor(&visitor(&world.widget)).await.unwrap();
}

async fn refuses_what_is_new(world: &World) {
    let full = StoreError::ReserveReached;
    let (store, id) = (&world.store, &world.conversation.id);
    assert_eq!(store.begin(&world.turn("new", "new")).await.unwrap_err(), full);
    assert_eq!(store.begin_again(&world.redo(&fresh())).await.unwrap_err(), full);
    let agent_message = world.agent_message("Hello", MessagePlace::Last { once: None });
    assert_eq!(store.add_agent_message(&agent_message).await.unwrap_err(), full);
    assert_eq!(store.insert_visitor(&visitor(&world.widget)).await.unwrap_err(), full);
    let conversation = conversation(&world.widget, &world.visitor);
    assert_eq!(store.insert_conversation(&conversation).await.unwrap_err(), full);
    let event = WidgetEvent { conversation_id: id.clone(), kind: "cta".into(), payload: None, at: at(0) };
    assert_eq!(store.record_events(&[event]).await.unwrap_err(), full);
    assert_eq!(store.upsert_lead(&world.lead("ada@shop.example")).await.unwrap_err(), full);
    let file = file(id, "a.txt");
    let quota = Quota { files: 1, bytes: 3, period: Duration::from_secs(1) };
    assert_eq!(store.insert_attachment(&file, &quota).await.unwrap_err(), full);
    let passage = Passage { document: "a.md".into(), ..Passage::default() };
    assert_eq!(store.replace_passages(&world.agent.id, &[passage]).await.unwrap_err(), full);
    assert_eq!(store.replace_passages(&world.agent.id, &[]).await, Ok(()), "removing documents makes room");
}
