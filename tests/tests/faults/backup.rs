//! `parlor backup` while visitors talk, and `parlor restore`: the same conversations, with their files, in another place.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parlor_shared::{ids::MessageId, widget::Attachment};
use parlor_tests::{
    app::KEY,
    databases::Backend,
    process::{ServerProcess, binary, free_port, furnish, switch_attachments_on},
    visitor::Visitor,
};
use reqwest::Client;
use tokio::process::Command;

/// Data of a visitor from before the backup began.
struct Said {
    visitor: Visitor,
    messages: Vec<MessageId>,
    file: Attachment,
    bytes: Vec<u8>,
}

async fn talk(client: &Client, base: &str, n: usize) -> Said {
    let visitor = Visitor::arrive(client, base, KEY).await.unwrap();
    let bytes = format!("the file of visitor {n}").repeat(200).into_bytes();
    let file = visitor.brought("notes.txt", "text/plain", &bytes).await.unwrap();
    for text in ["/words 20 0", "hello"] {
        visitor.ask(text).await.unwrap();
    }
    let messages = visitor.history().await.unwrap().into_iter().map(|message| message.id).collect();
    Said { visitor, messages, file, bytes }
}

async fn parlor(arguments: &[&str]) -> std::process::Output {
    Command::new(binary().unwrap()).args(arguments).output().await.unwrap()
}

async fn database() -> (parlor_tests::databases::Guard, String) {
    let (store, guard) = Backend::Sqlite.open().await;
    furnish(store.as_ref()).await.unwrap();
    switch_attachments_on(store.as_ref()).await.unwrap();
    store.close().await;
    let folder = Path::new(guard.url.strip_prefix("sqlite://").unwrap()).parent().unwrap().display().to_string();
    (guard, folder)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_while_messages_arrive_opens_the_same_conversations() {
    let (guard, folder) = database().await;
    let client = Client::new();
    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &[]).await.unwrap();
    let mut before = Vec::new();
    for n in 0..4 {
        before.push(talk(&client, &server.base, n).await);
    }
    // Others go on all the while.
    let stop = Arc::new(AtomicBool::new(false));
    let talkers: Vec<_> = (0..4)
        .map(|_| {
            let (client, base, stop) = (client.clone(), server.base.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut said = 0;
                while !stop.load(Ordering::Relaxed) {
                    let visitor = Visitor::arrive(&client, &base, KEY).await.unwrap();
                    visitor.ask("/words 30 1").await.unwrap();
                    said += 1;
                }
                said
            })
        })
        .collect();
    let backup = format!("{folder}/backup.tar");
    let made = parlor(&["backup", &backup, "--database-url", &guard.url]).await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let again = parlor(&["backup", &backup, "--database-url", &guard.url]).await;
    assert!(!again.status.success(), "a backup replaces nothing");
    stop.store(true, Ordering::Relaxed);
    for talker in talkers {
        assert!(talker.await.unwrap() > 0);
    }
    server.kill().await.unwrap();

    let elsewhere = tempfile::tempdir().unwrap();
    let restored = format!("sqlite://{}/parlor.db", elsewhere.path().display());
    let back = parlor(&["restore", &backup, "--database-url", &restored]).await;
    assert!(back.status.success(), "{}", String::from_utf8_lossy(&back.stderr));
    let again = parlor(&["restore", &backup, "--database-url", &restored]).await;
    assert!(!again.status.success(), "restoring replaces nothing");
    let server = ServerProcess::start(&restored, free_port().await.unwrap(), &[]).await.unwrap();
    for said in &before {
        let visitor = Visitor { base: server.base.clone(), ..said.visitor.clone() };
        let messages: Vec<_> = visitor.history().await.unwrap().into_iter().map(|message| message.id).collect();
        assert_eq!(messages, said.messages, "the token of before opens the conversation of before");
        assert_eq!(visitor.come_back().await.unwrap().conversation, said.visitor.conversation);
        let file = client.get(format!("{}{}", server.base, said.file.url)).send().await.unwrap();
        assert_eq!(file.bytes().await.unwrap(), said.bytes);
        visitor.ask("and goes on").await.unwrap();
    }
}

#[tokio::test]
async fn what_is_no_backup_is_told_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let database = format!("sqlite://{}", at("parlor.db"));
    std::fs::write(at("odd"), "no backup").unwrap();
    std::fs::write(at("empty"), "").unwrap();
    for (arguments, told) in [
        (["restore", &at("odd"), "--database-url", &database], "damaged"),
        (["restore", &at("empty"), "--database-url", &database], "no backup"),
        (["restore", &at("missing"), "--database-url", &database], "cannot be read"),
        (["backup", &at("new"), "--database-url", &database], "no database"),
        (["backup", &at("new"), "--database-url", "memory:"], "no SQLite file"),
        (["restore", &at("odd"), "--database-url", "postgres://nowhere/x"], "pg_dump"),
    ] {
        let output = parlor(&arguments).await;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(told), "{arguments:?}: {error}");
        assert!(!folder.path().join("parlor.db").exists() && !folder.path().join("new").exists(), "{arguments:?}");
    }
}
