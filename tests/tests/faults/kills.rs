//! `kill -9` at random moments under many streams: every acknowledged message is there afterwards, once, in order, and
//! every answer that was being written is marked as interrupted.
//!
//! Ten kills, thirty in a full run; `PARLOR_KILLS=200` makes it a longer run.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use parlor_shared::{ids::MessageId, widget::MessageStatus};
use parlor_tests::{
    app::KEY,
    databases::Backend,
    full::is_full_run,
    process::{ServerProcess, free_port, furnish},
    visitor::{Transcript, Visitor},
};
use reqwest::Client;

const STREAMS: usize = 50;
/// Open answers must be marked this soon after the restart.
const MARKED_WITHIN: Duration = Duration::from_secs(5);

/// Ids of the messages whose storage was confirmed to a visitor, in order.
type Acknowledged = Arc<Mutex<Vec<MessageId>>>;

fn kills() -> usize {
    std::env::var("PARLOR_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(if is_full_run() { 30 } else { 10 })
}

/// Asks and reads until the server is gone; every message gets a name of its own.
async fn talk(mut visitor: Visitor, acknowledged: Acknowledged, round: usize) {
    for n in 0.. {
        let (text, key) = (format!("/words 12 {}", 5 + n % 20), format!("{round}-{n}"));
        let Ok(response) = visitor.say(&text, &key, "text").send().await else { return };
        if !response.status().is_success() {
            // An answer of the round before may still be open until it is marked.
            tokio::time::sleep(Duration::from_millis(20)).await;
            if let Ok(back) = visitor.come_back().await {
                visitor = back;
            }
            continue;
        }
        // The message counts as acknowledged as soon as `start` was read, whatever becomes of the answer.
        let mut transcript = Transcript::new("text");
        let told = |id: &MessageId| acknowledged.lock().map(|mut list| list.push(id.clone())).unwrap_or_default();
        let read = transcript.read_telling(response, told).await;
        if read.is_err() || transcript.end.is_none() {
            return;
        }
    }
}

/// After a restart: every acknowledged message, once, in order; nothing is being written any more.
async fn verify(visitor: &Visitor, acknowledged: &Acknowledged, restarted: Instant) -> Result<usize> {
    loop {
        let history = whole_history(visitor).await?;
        let told = acknowledged.lock().map_err(|_| anyhow::anyhow!("a reader panicked"))?.clone();
        let places: HashMap<_, _> = history.iter().enumerate().map(|(i, m)| (m.id.clone(), i)).collect();
        ensure!(places.len() == history.len(), "a message is there twice");
        let order: Vec<_> = told
            .iter()
            .map(|id| places.get(id).copied().with_context(|| format!("lost: {id}")))
            .collect::<Result<_>>()?;
        ensure!(order.is_sorted(), "out of order");
        if history.iter().all(|m| m.status != MessageStatus::Streaming) {
            return Ok(history.iter().filter(|m| m.status == MessageStatus::Interrupted).count());
        }
        ensure!(
            restarted.elapsed() < MARKED_WITHIN,
            "an answer is still open {:?} after the restart",
            restarted.elapsed()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn whole_history(visitor: &Visitor) -> Result<Vec<parlor_shared::widget::Message>> {
    let mut all = Vec::new();
    let mut path = "/messages?take=100".to_owned();
    loop {
        let reply: parlor_shared::widget::Data<parlor_shared::widget::HistoryReply> =
            parlor_tests::visitor::whole(visitor.get(&path).send().await?).await?;
        let page = reply.data;
        let first = page.messages.first().map(|m| m.id.clone());
        all.splice(0..0, page.messages);
        match first {
            Some(first) if page.has_more => path = format!("/messages?take=100&before={first}"),
            _ => return Ok(all),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
async fn survive(backend: Backend) -> Result<()> {
    let (store, guard) = backend.open().await;
    furnish(store.as_ref()).await?;
    store.close().await;
    let (port, client) = (free_port().await?, Client::new());
    let mut server = ServerProcess::start(&guard.url, port, &[]).await?;
    let mut people = Vec::new();
    for _ in 0..STREAMS {
        people.push((Visitor::arrive(&client, &server.base, KEY).await?, Acknowledged::default()));
    }
    let (mut interrupted, mut slowest) = (0, Duration::ZERO);
    for round in 0..kills() {
        let talks: Vec<_> =
            people.iter().map(|(v, told)| tokio::spawn(talk(v.clone(), Arc::clone(told), round))).collect();
        // A machine's speed must not decide what is tested: the kill comes after a fixed number of messages.
        let enough = total(&people) + 20 + round * 7 % 60;
        while total(&people) < enough {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.kill().await?;
        for talk in talks {
            talk.await?;
        }
        server = ServerProcess::start(&guard.url, port, &[]).await?;
        let restarted = Instant::now();
        for (visitor, told) in &mut people {
            *visitor = visitor.come_back().await?;
            interrupted += verify(visitor, told, restarted).await?;
        }
        slowest = slowest.max(restarted.elapsed());
    }
    let told = total(&people);
    println!(
        "{backend:?}: {} kills under {STREAMS} streams: {told} acknowledged messages, 0 lost, 0 twice, all in order; \
         interrupted answers were seen {interrupted} times; marked and checked within {slowest:?} of the restart",
        kills()
    );
    ensure!(told >= kills() * 20 && interrupted > 0, "nothing was being written when it was killed");
    Ok(())
}

fn total(people: &[(Visitor, Acknowledged)]) -> usize {
    people.iter().map(|(_, told)| told.lock().map_or(0, |told| told.len())).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    survive(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_postgres() {
    survive(Backend::Postgres).await.unwrap();
}
