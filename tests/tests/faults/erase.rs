//! A visitor takes everything back from a running server: nothing of it is in any file of the data folder, while others go on
//! talking.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parlor_tests::{
    app::KEY,
    databases::Backend,
    process::{ServerProcess, free_port, furnish, switch_attachments_on},
    search,
    visitor::{ORIGIN, Visitor},
};
use reqwest::Client;
use serde_json::json;
use tokio::time::Instant;

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    // A file may go while we look.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    search::files_with(folder, word).unwrap()
}

/// Leaves a word wherever a visitor can.
async fn everywhere(client: &Client, base: &str, word: &str) -> Visitor {
    let mut visitor = Visitor::arrive(client, base, KEY).await.unwrap();
    let page = json!({"agent_id": KEY, "anon_id": visitor.secret, "fresh": true, "locale": "en",
        "page_url": format!("https://shop.example.com/{word}"), "page_title": word, "referrer": word});
    let init = client.post(format!("{base}/v1/widget/init")).header("Origin", ORIGIN).json(&page);
    let reply: serde_json::Value = init.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
    visitor.jwt = reply["data"]["jwt"].as_str().unwrap().to_owned();
    let file = visitor.brought(&format!("{word}.txt"), "text/plain", word.repeat(2_000).as_bytes()).await.unwrap();
    let said = json!({"message": format!("/words 5 0 {word}"), "attachments": [file.id], "page_context": word});
    visitor.post("/messages").json(&said).send().await.unwrap().error_for_status().unwrap();
    let reply = visitor.ask(&format!("{word} {}", word.repeat(300))).await.unwrap();
    let answer = reply.message.unwrap();
    for (path, body) in [
        ("/leads", json!({"email": format!("{word}@shop.example"), "name": word, "fields": {"wish": word}})),
        ("/events", json!({"event": "cta", "metadata": {"said": word}})),
        (&format!("/messages/{answer}/feedback"), json!({"value": "down", "comment": word})),
    ] {
        visitor.post(path).json(&body).send().await.unwrap().error_for_status().unwrap();
    }
    visitor.history().await.unwrap();
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_in_any_file_while_the_server_goes_on() {
    let (store, guard) = Backend::Sqlite.open().await;
    furnish(store.as_ref()).await.unwrap();
    switch_attachments_on(store.as_ref()).await.unwrap();
    store.close().await;
    let folder = Path::new(guard.url.strip_prefix("sqlite://").unwrap()).parent().unwrap();
    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &[]).await.unwrap();
    let client = Client::new();
    let stop = Arc::new(AtomicBool::new(false));
    let others: Vec<_> = (0..3)
        .map(|_| {
            let (client, base, stop) = (client.clone(), server.base.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let visitor = Visitor::arrive(&client, &base, KEY).await.unwrap();
                    visitor.ask("/words 50 1").await.unwrap();
                    visitor.history().await.unwrap();
                }
            })
        })
        .collect();
    for n in 0..5 {
        let word = format!("qxz{n}gone");
        let visitor = everywhere(&client, &server.base, &word).await;
        assert!(files_with(folder, &word).len() >= 2, "in the database and in a file of its own");
        let erase = client.delete(format!("{}/v1/widget/me", server.base)).bearer_auth(&visitor.jwt);
        assert_eq!(erase.header("Origin", ORIGIN).send().await.unwrap().status(), 204);
        // Readers of the moment may delay the last of it.
        let deadline = Instant::now() + Duration::from_secs(10);
        while !files_with(folder, &word).is_empty() {
            assert!(Instant::now() < deadline, "{:?}", files_with(folder, &word));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    stop.store(true, Ordering::Relaxed);
    for other in others {
        other.await.unwrap();
    }
    for n in 0..5 {
        assert!(files_with(folder, &format!("qxz{n}gone")).is_empty(), "and nothing comes back");
    }
}

/// Files that the server writes are readable only by its own user, whatever umask it was started with.
#[tokio::test]
async fn what_is_written_is_private() {
    let (store, guard) = Backend::Sqlite.open().await;
    furnish(store.as_ref()).await.unwrap();
    switch_attachments_on(store.as_ref()).await.unwrap();
    store.close().await;
    let folder = Path::new(guard.url.strip_prefix("sqlite://").unwrap()).parent().unwrap();
    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &[]).await.unwrap();
    everywhere(&Client::new(), &server.base, "qxzprivate").await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let written = files(folder);
    assert!(written.len() >= 4, "a database, its log and index, a visitor's file: {written:?}");
    for file in &written {
        assert_eq!(mode(file), 0o600, "{}", file.display());
        // The folder of the database is the test's own.
        let parent = file.parent().filter(|parent| *parent != folder);
        assert!(parent.is_none_or(|parent| mode(parent) == 0o700), "{}", file.display());
    }
}
