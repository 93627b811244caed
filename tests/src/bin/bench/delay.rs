//! Delay from the question to the first word when the agent answers at once: all of it is the server's own.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use parlor_tests::visitor::Visitor;

use crate::server::Measured;

const STREAMS: usize = 200;
const ROUNDS: usize = 10;
const GOAL: Duration = Duration::from_millis(20);
/// The first word at once, then one every 50 ms for a second: about as fast as a model writes.
const SCRIPT: &str = r#"/script {"steps":[{"text":"first "},{"words":{"count":20,"every":50}}]}"#;

pub(crate) async fn run() -> Result<Option<String>> {
    let measured = Measured::start().await?;
    let visitors = measured.visitors(STREAMS).await?;
    let talks = visitors.into_iter().enumerate().map(|(n, visitor)| tokio::spawn(talk(visitor, n)));
    let mut delays = Vec::new();
    for talk in talks.collect::<Vec<_>>() {
        delays.extend(talk.await??);
    }
    delays.sort();
    let at = |permille: usize| delays[(delays.len() - 1) * permille / 1000];
    println!(
        "added delay to the first token: {} answers at {STREAMS} streams, SQLite: p50 {:.1?}, p90 {:.1?}, p99 {:.1?}, max {:.1?} (goal: p99 < {GOAL:?})",
        delays.len(),
        at(500),
        at(900),
        at(990),
        at(1000)
    );
    Ok((at(990) >= GOAL).then(|| format!("p99 of the first token is {:?}", at(990))))
}

/// Asks again and again; visitors begin spread over one answer's time, as they would.
#[expect(clippy::disallowed_methods, reason = "measures real time")]
async fn talk(visitor: Visitor, n: usize) -> Result<Vec<Duration>> {
    tokio::time::sleep(Duration::from_millis(1_100 * n as u64 / STREAMS as u64)).await;
    let mut delays = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let asked = Instant::now();
        let response = visitor.say(SCRIPT, "", "text").send().await?;
        ensure!(response.status().is_success(), "{}", response.status());
        let (mut body, mut first, mut seen) = (response.bytes_stream(), None, Vec::new());
        while let Some(chunk) = body.next().await {
            seen.extend_from_slice(&chunk?);
            if first.is_none() && contains(&seen, b"event: token") {
                first = Some(asked.elapsed());
            }
        }
        ensure!(contains(&seen, b"event: done"), "an answer did not end well");
        delays.push(first.context("an answer without a token")?);
    }
    // The first question of a connection also opens it.
    Ok(delays.split_off(1))
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
