//! Guarantees of PostgreSQL alone: several nodes on one database, and a database that crashes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use parlor::{
    core::store::{Begun, Ended, NewTurn, Store, StoreError},
    store,
};
use parlor_shared::{ids::ConversationId, widget::MessageStatus};
use parlor_tests::databases::{Backend::Postgres, Cluster};
use tokio::task::JoinSet;

use crate::store::world::{World, fresh, started};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_make_one_schema() {
    let guard = Postgres.fresh().await;
    let opened = futures_util::future::join_all((0..4).map(|_| store::open(&guard.url))).await;
    let stores: Vec<_> = opened.into_iter().map(|store| store.unwrap()).collect();
    let world = World::in_store(Arc::clone(&stores[0]), guard).await;
    for store in stores {
        assert_eq!(store.agent(&world.agent.id).await.unwrap().as_ref(), Some(&world.agent));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicates_over_two_nodes_are_one_message() {
    let world = World::new(Postgres).await;
    let nodes = [Arc::clone(&world.store), store::open(&world.guard.url).await.unwrap()];
    let mut tasks = JoinSet::new();
    for n in 0..100 {
        let (store, turn) = (Arc::clone(&nodes[n % 2]), world.turn("hello", "key"));
        tasks.spawn(async move { store.begin(&turn).await.unwrap() });
    }
    let begun = tasks.join_all().await;
    let started = begun.iter().filter(|begun| matches!(begun, Begun::Started { .. })).count();
    let replayed = begun.iter().filter(|begun| matches!(begun, Begun::Replayed { .. })).count();
    assert_eq!((started, replayed), (1, 99));
    assert_eq!(nodes[1].history(&world.conversation.id, None, 10).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_interrupt_each_answer_once() {
    let world = World::new(Postgres).await;
    let second = store::open(&world.guard.url).await.unwrap();
    for _ in 0..50 {
        let turn = NewTurn { conversation_id: world.another().await.id, ..world.turn("q", "q") };
        started(world.store.begin(&turn).await.unwrap());
    }
    let now = crate::store::world::at(0);
    let (one, two) = tokio::join!(world.store.interrupt(now, true), second.interrupt(now, true));
    let mut all = [one.unwrap(), two.unwrap()].concat();
    all.sort();
    all.dedup();
    let left = world.store.interrupt(now, true).await.unwrap();
    assert_eq!((all.len(), left), (50, vec![]));
}

/// Says one thing after the other, each until it is known to be stored; returns how many, and how many tries failed.
async fn say(world: &World, conversation: &ConversationId, stop: &AtomicBool, total: &AtomicUsize) -> (usize, usize) {
    let (mut said, mut failures) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        let mut turn = NewTurn { conversation_id: conversation.clone(), ..world.turn("hello", &format!("key-{said}")) };
        let answer = loop {
            match world.store.begin(&turn).await {
                Ok(Begun::Started { answer, .. } | Begun::Replayed { answer, .. }) => break answer,
                Err(StoreError::Unavailable(_)) => failures += 1,
                other => panic!("{other:?}"),
            }
            turn = NewTurn { user_message_id: fresh(), answer_id: fresh(), ..turn };
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let ended = world.ended(&answer.id, "yes", MessageStatus::Complete);
        failures += end(&*world.store, &ended).await;
        said += 1;
        total.fetch_add(1, Ordering::Relaxed);
    }
    (said, failures)
}

/// Ends an answer, whatever it takes; returns how many tries failed.
async fn end(store: &dyn Store, ended: &Ended) -> usize {
    let mut failures = 0;
    loop {
        match store.end(ended).await {
            Ok(()) => return failures,
            // An earlier try was stored after all.
            Err(StoreError::LeaseLost) if failures > 0 => return failures,
            Err(StoreError::Unavailable(_)) => failures += 1,
            Err(other) => panic!("{other:?}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_of_the_database_loses_nothing_that_was_acknowledged() {
    let cluster = Cluster::start().unwrap();
    let guard = Postgres.fresh().await;
    let world = Arc::new(World::in_store(store::open(cluster.url()).await.unwrap(), guard).await);
    let (stop, total) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut writers = JoinSet::new();
    for _ in 0..8 {
        let (world, stop, total) = (Arc::clone(&world), Arc::clone(&stop), Arc::clone(&total));
        let conversation = world.another().await.id;
        writers.spawn(async move {
            let (said, failures) = say(&world, &conversation, &stop, &total).await;
            (conversation, said, failures)
        });
    }
    while total.load(Ordering::Relaxed) < 50 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let cluster = tokio::task::spawn_blocking(move || cluster.crash_and_restart().map(|()| cluster)).await.unwrap();
    let (up, _cluster) = (Instant::now(), cluster.unwrap());
    // Every connection in the pool was cut: all of them must have been noticed and replaced.
    let pings = futures_util::future::join_all((0..16).map(|_| recovered(&*world.store))).await;
    let recovery = up.elapsed();
    stop.store(true, Ordering::Relaxed);
    let (mut messages, mut failed) = (0, 0);
    for (conversation, said, failures) in writers.join_all().await {
        let history = world.store.history(&conversation, None, 1_000_000).await.unwrap();
        assert_eq!(history.len(), 2 * said, "each once");
        assert!(
            history.iter().all(|m| m.status == MessageStatus::Complete || m.role == parlor_shared::widget::Role::User)
        );
        (messages, failed) = (messages + said, failed + failures);
    }
    println!(
        "PostgreSQL: crash and restart under 8 writers: {messages} messages, {failed} tries failed as unavailable, \
         {} pings failed, recovered {} ms after it was up",
        pings.iter().sum::<usize>(),
        recovery.as_millis()
    );
    assert!(recovery < Duration::from_secs(5), "{recovery:?}");
    assert!(messages > 0);
}

/// Asks until it answers; returns how often it did not.
async fn recovered(store: &dyn Store) -> usize {
    let mut failures = 0;
    while let Err(error) = store.ping().await {
        assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
        failures += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    failures
}
