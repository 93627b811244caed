//! Guarantees of SQLite alone: many writers, one commit for many of them, a file that is complete after closing.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use parlor::{
    core::{
        conversation::visitor::Visitor,
        store::{Ended, NewTurn, StoreError},
    },
    store,
};
use parlor_shared::widget::MessageStatus;
use parlor_tests::databases::Backend::Sqlite;
use sqlx::Connection as _;
use tokio::task::JoinSet;

use crate::store::world::{NODE, World, chunk, started, text, visitor};

fn file(world: &World) -> PathBuf {
    world.guard.url.strip_prefix("sqlite://").unwrap().into()
}

fn wal(file: &Path) -> PathBuf {
    format!("{}-wal", file.display()).into()
}

/// Returns the number of commits in the write-ahead log: frames that state the current size of the file
/// (<https://www.sqlite.org/fileformat2.html#walformat>).
fn commits(file: &Path) -> usize {
    let bytes = std::fs::read(wal(file)).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let (page, salts) = (number(8) as usize, &bytes[16..24]);
    let frames = (32..bytes.len()).step_by(24 + page).take_while(|at| bytes.get(at + 8..at + 16) == Some(salts));
    frames.filter(|at| number(at + 4) != 0).count()
}

/// Prevents a restart of the write-ahead log: a reader still uses the file as it is now.
async fn reader(world: &World) -> sqlx::SqliteConnection {
    let mut connection = sqlx::SqliteConnection::connect(&world.guard.url).await.unwrap();
    sqlx::raw_sql("begin; select count(*) from agents").execute(&mut connection).await.unwrap();
    connection
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_writers_at_once() {
    const WRITERS: usize = 1_000;
    let world = Arc::new(World::new(Sqlite).await);
    let conversations = join_all((0..WRITERS).map(|_| world.another())).await;
    let _reader = reader(&world).await;
    let (before, start) = (commits(&file(&world)), Instant::now());
    let mut writers = JoinSet::new();
    for conversation in conversations {
        let world = Arc::clone(&world);
        writers.spawn(async move {
            let turn = NewTurn { conversation_id: conversation.id, ..world.turn("hello", "key") };
            let begun = Instant::now();
            let (_, answer) = started(world.store.begin(&turn).await.unwrap());
            let took = begun.elapsed();
            world.store.append(&answer.id, NODE, &chunk(1, &[text("yes")])).await.unwrap();
            let log = chunk(2, &[crate::store::world::done()]);
            world.store.end(&Ended { log, ..world.ended(&answer.id, "yes", MessageStatus::Complete) }).await.unwrap();
            took
        });
    }
    let mut took = writers.join_all().await;
    took.sort();
    let elapsed = start.elapsed();
    let commits = commits(&file(&world)) - before;
    println!(
        "SQLite: {WRITERS} writers at once, 0 errors: {} messages/s with their answers, 3 writes each, in {commits} commits; \
         acknowledged after p50 {} ms, p99 {} ms",
        WRITERS as u128 * 1_000 / elapsed.as_millis(),
        took[WRITERS / 2].as_millis(),
        took[WRITERS * 99 / 100].as_millis(),
    );
    assert!(commits < 3 * WRITERS / 8, "{commits} commits for {} writes", 3 * WRITERS);
}

/// All of these wait while someone else holds the file, so they are one group.
#[tokio::test]
async fn a_failing_job_does_not_harm_its_neighbours() {
    let world = World::new(Sqlite).await;
    let mut visitors: Vec<_> = (0..40).map(|_| visitor(&world.widget)).collect();
    for n in [7, 20, 39] {
        visitors[n] = Visitor { secret_hash: world.visitor.secret_hash.clone(), ..visitors[n].clone() };
    }
    let _reader = reader(&world).await;
    let before = commits(&file(&world));
    let mut other = sqlx::SqliteConnection::connect(&world.guard.url).await.unwrap();
    sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();
    let (outcomes, ()) =
        tokio::join!(join_all(visitors.iter().map(|visitor| world.store.insert_visitor(visitor))), async {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();
        });
    for (n, (visitor, outcome)) in visitors.iter().zip(outcomes).enumerate() {
        let found = world.store.visitor(&world.widget.id, &visitor.id).await.unwrap();
        if [7, 20, 39].contains(&n) {
            assert!(matches!(outcome, Err(StoreError::Broken(_))), "{n}: {outcome:?}");
            assert_eq!(found, None);
        } else {
            assert_eq!((outcome, found.as_ref()), (Ok(()), Some(visitor)), "{n}");
        }
    }
    let commits = commits(&file(&world)) - before;
    assert!((1..=2).contains(&commits), "37 visitors in {commits} commits");
}

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    let world = World::new(Sqlite).await;
    let (_, answer) = world.exchange("q", "a", MessageStatus::Complete).await;
    let (history, log) = (world.history().await, world.log(&answer, 0).await);
    world.store.close().await;
    let again = store::open(&world.guard.url).await.unwrap();
    assert_eq!(again.history(&world.conversation.id, None, 10).await.unwrap(), history);
    assert_eq!(again.log(&world.conversation.id, &answer, 0).await.unwrap(), log);
    assert_eq!(again.visitor(&world.widget.id, &world.visitor.id).await.unwrap(), Some(world.visitor));
    assert_eq!(again.widget(&world.widget.id).await.unwrap(), Some(world.widget));
    assert_eq!(again.agent(&world.agent.id).await.unwrap(), Some(world.agent));
}

/// A backup may copy the one file as soon as `close` returns.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_closing_the_file_alone_is_everything() {
    let world = World::new(Sqlite).await;
    let visitors: Vec<_> = (0..300).map(|_| visitor(&world.widget)).collect();
    let mut writes = JoinSet::new();
    for visitor in visitors {
        let store = Arc::clone(&world.store);
        writes.spawn(async move {
            let outcome = store.insert_visitor(&visitor).await;
            (visitor, outcome)
        });
    }
    let first = writes.join_next().await.unwrap().unwrap();
    world.store.close().await;
    assert!(!wal(&file(&world)).exists(), "the write-ahead log was not folded into the file");
    let copy = file(&world).with_extension("copy");
    std::fs::copy(file(&world), &copy).unwrap();
    let copy = store::open(copy.to_str().unwrap()).await.unwrap();
    let mut outcomes = writes.join_all().await;
    outcomes.push(first);
    for (visitor, outcome) in outcomes {
        let found = copy.visitor(&world.widget.id, &visitor.id).await.unwrap();
        match outcome {
            Ok(()) => assert_eq!(found, Some(visitor), "it was acknowledged"),
            Err(error) => assert!(matches!(error, StoreError::Unavailable(_)) && found.is_none(), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_file_held_by_someone_else_is_unavailable_and_recovers() {
    let world = World::new(Sqlite).await;
    let mut other = sqlx::SqliteConnection::connect(&world.guard.url).await.unwrap();
    sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();
    let start = Instant::now();
    let turn = world.turn("q", "q");
    let (first, second) = tokio::join!(world.store.ping(), world.store.begin(&turn));
    assert!(matches!(first, Err(StoreError::Unavailable(_))), "{first:?}");
    assert!(matches!(second, Err(StoreError::Unavailable(_))), "{second:?}");
    assert!(start.elapsed() < Duration::from_secs(12));
    assert_eq!(world.history().await, [], "reading goes on");
    sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();
    world.start("q", "q").await;
}
