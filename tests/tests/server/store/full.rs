//! SQLite on a full disk.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use futures_util::future::join_all;
use parlor::{
    core::{
        knowledge::Passage,
        store::{NewTurn, StoreError},
    },
    store,
};
use parlor_shared::{ids::ConversationId, widget::MessageStatus};
use parlor_tests::{
    databases::{Backend::Sqlite, Guard},
    process::test_name,
};
use sqlx::Connection as _;

use crate::store::world::{World, started};

const DISK: &str = "PARLOR_TEST_SMALL_DISK";

/// A disk of 8 MiB needs a mount, so the test runs again in a mount namespace of its own, where nobody else sees it.
#[tokio::test]
async fn a_full_disk_stops_writing_only() {
    if let Some(disk) = std::env::var_os(DISK) {
        return fill(&PathBuf::from(disk)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=8m tmpfs \"$1\" || exit 77; exec \"$2\" --exact \"$3\" --nocapture";
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", script, "disk"]).arg(folder.path()).arg(std::env::current_exe().unwrap());
    command.arg(test_name(module_path!(), "a_full_disk_stops_writing_only"));
    match command.env(DISK, folder.path()).output() {
        Ok(output) if output.status.success() => {
            let told = String::from_utf8_lossy(&output.stdout);
            assert!(told.contains("1 passed"), "{told}");
            println!("{told}");
        }
        Ok(output) if output.status.code() == Some(101) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Ok(output) => {
            println!("skipped: no small disk can be mounted here: {}", String::from_utf8_lossy(&output.stderr));
        }
        Err(error) => println!("skipped: no small disk can be mounted here: unshare: {error}"),
    }
}

async fn fill(disk: &Path) {
    let url = format!("sqlite://{}", disk.join("parlor.db").display());
    let (_, guard): (_, Guard) = Sqlite.open().await;
    let world = World::in_store(store::open(&url).await.unwrap(), guard).await;
    world.exchange("before", "yes", MessageStatus::Complete).await;
    let mut conversations = Vec::new();
    for _ in 0..200 {
        conversations.push(world.another().await.id);
    }
    let ballast = take_all_but(disk, 192 * 1024);
    one_too_large_for_the_disk(&world).await;
    let refused = write_until_full(&world, &conversations).await;
    assert!(!refused.is_empty(), "the disk did not become full");

    assert_eq!(world.history().await.len(), 2, "reading works");
    for conversation in &refused {
        assert_eq!(
            world.store.history(conversation, None, 10).await,
            Ok(vec![]),
            "who was refused has written nothing"
        );
    }
    let ping = ping_until_refused(&world, &url).await;
    println!("full: {} of {} were refused; a ping gives: {ping}", refused.len(), conversations.len());

    std::fs::remove_file(ballast).unwrap();
    assert_eq!(world.store.ping().await, Ok(()));
    for conversation in refused.iter().take(10) {
        started(world.store.begin(&turn(&world, conversation)).await.unwrap());
    }
    world.exchange("after", "yes", MessageStatus::Complete).await;
    world.store.close().await;
    let again = store::open(&url).await.unwrap();
    assert_eq!(again.history(&world.conversation.id, None, 10).await.unwrap().len(), 4);
}

/// A ping writes, so it ends when there is no room for it. Someone who reads the file as it is now keeps the
/// write-ahead log from beginning anew in the room it has.
async fn ping_until_refused(world: &World, url: &str) -> StoreError {
    let mut reader = sqlx::SqliteConnection::connect(url).await.unwrap();
    sqlx::raw_sql("begin; select count(*) from agents").execute(&mut reader).await.unwrap();
    for _ in 0..8_192 / 4 {
        match world.store.ping().await {
            Ok(()) => {}
            Err(error @ (StoreError::Full | StoreError::Unavailable(_))) => return error,
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("more pages were written than the disk has");
}

/// SQLite undoes the whole transaction when it finds no room in the middle of a large one; its neighbours are told so.
async fn one_too_large_for_the_disk(world: &World) {
    let passage =
        |ordinal| Passage { document: "large.md".into(), ordinal, text: "x".repeat(4_096), ..Passage::default() };
    let passages: Vec<_> = (0..4_000).map(passage).collect();
    let (large, neighbours) = tokio::join!(
        world.store.replace_passages(&world.agent.id, &passages),
        join_all((0..5).map(|_| world.store.put_agent(&world.agent))),
    );
    assert!(matches!(large, Err(StoreError::Full | StoreError::Unavailable(_))), "{large:?}");
    for outcome in neighbours {
        assert!(matches!(outcome, Ok(()) | Err(StoreError::Full | StoreError::Unavailable(_))), "{outcome:?}");
    }
}

fn turn(world: &World, conversation: &ConversationId) -> NewTurn {
    NewTurn { conversation_id: conversation.clone(), ..world.turn(&"long ".repeat(2_000), "key") }
}

/// Says something long everywhere at once; returns where it was refused. What was acknowledged must be there.
async fn write_until_full(world: &World, conversations: &[ConversationId]) -> Vec<ConversationId> {
    let turns: Vec<_> = conversations.iter().map(|id| turn(world, id)).collect();
    let outcomes = join_all(turns.iter().map(|turn| world.store.begin(turn))).await;
    let mut refused = Vec::new();
    for (conversation, outcome) in conversations.iter().zip(outcomes) {
        match outcome {
            Ok(_) => assert_eq!(world.store.history(conversation, None, 10).await.unwrap().len(), 2),
            Err(StoreError::Full | StoreError::Unavailable(_)) => refused.push(conversation.clone()),
            Err(other) => panic!("{other:?}"),
        }
    }
    refused
}

/// Fills the disk except for this many bytes.
fn take_all_but(disk: &Path, bytes: usize) -> PathBuf {
    let path = disk.join("ballast");
    let mut file = File::create(&path).unwrap();
    let block = [0; 4096];
    let mut written = 0;
    while file.write_all(&block).is_ok() {
        written += block.len();
    }
    file.set_len(written.saturating_sub(bytes) as u64).unwrap();
    path
}
