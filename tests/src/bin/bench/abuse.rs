//! Effect on other visitors while one visitor sends the most expensive requests, twenty at once.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use parlor_tests::visitor::Visitor;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{server::Measured, timing::timed};

const AT_ONCE: usize = 20;
const QUIET: Duration = Duration::from_secs(3);
const LOADED: Duration = Duration::from_secs(12);
/// Maximum duration of `GET /healthz`, at the 99th percentile.
const HEALTH: Duration = Duration::from_millis(50);
/// Maximum extra delay of another visitor's first word, at the 99th percentile.
const LATER: Duration = Duration::from_millis(100);
const SCRIPT: &str = r#"/script {"steps":[{"text":"first "},{"words":{"count":5,"every":20}}]}"#;

pub(crate) async fn run() -> Result<Option<String>> {
    // The limits of how often are off: the work itself must be harmless.
    let flags = ["--renders-per-minute", "4000000000", "--events-per-minute", "4000000000"];
    let measured = Measured::with_flags(&flags).await?;
    let mut visitors = measured.visitors(2).await?;
    let (abuser, other) = (visitors.remove(0), visitors.remove(0));
    let quiet = noticed(&measured, &other, QUIET).await?;
    let stop = CancellationToken::new();
    let attacks = (0..AT_ONCE).map(|n| tokio::spawn(attack(abuser.clone(), n, stop.clone())));
    let attacks: Vec<_> = attacks.collect();
    let loaded = noticed(&measured, &other, LOADED).await;
    stop.cancel();
    let mut sent = 0;
    for attack in attacks {
        sent += attack.await??;
    }
    let loaded = loaded?;
    let later = loaded.first_word.saturating_sub(quiet.first_word);
    println!(
        "abuse: {sent} requests, {AT_ONCE} at once for {LOADED:?}: /healthz p99 {:.1?} (quiet {:.1?}, goal: at most {HEALTH:?}), another visitor's first token p99 {:.1?} (quiet {:.1?}; goal: at most {LATER:?} later)",
        loaded.health, quiet.health, loaded.first_word, quiet.first_word
    );
    let missed = loaded.health > HEALTH || later > LATER;
    Ok(missed.then(|| format!("abuse: /healthz p99 {:?}, the first token {later:?} later", loaded.health)))
}

/// Durations at the 99th percentile.
struct Noticed {
    health: Duration,
    first_word: Duration,
}

async fn noticed(measured: &Measured, other: &Visitor, time: Duration) -> Result<Noticed> {
    let (health, words) = tokio::try_join!(healths(measured, time), first_words(other, time))?;
    Ok(Noticed { health: p99(health), first_word: p99(words) })
}

#[expect(clippy::disallowed_methods, reason = "measures real time")]
async fn healths(measured: &Measured, time: Duration) -> Result<Vec<Duration>> {
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < time {
        times.push(timed(measured.client.get(format!("{}/healthz", measured.server.base))).await?.0);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(times)
}

#[expect(clippy::disallowed_methods, reason = "measures real time")]
async fn first_words(visitor: &Visitor, time: Duration) -> Result<Vec<Duration>> {
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < time {
        let asked = Instant::now();
        let response = visitor.say(SCRIPT, "", "nodes").send().await?;
        ensure!(response.status().is_success(), "{}", response.status());
        let (mut body, mut first, mut seen) = (response.bytes_stream(), None, Vec::new());
        while let Some(chunk) = body.next().await {
            seen.extend_from_slice(&chunk?);
            if first.is_none() && seen.windows(12).any(|window| window == b"event: nodes") {
                first = Some(asked.elapsed());
            }
        }
        times.push(first.context("an answer without a word")?);
    }
    Ok(times)
}

fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[(times.len() - 1) * 99 / 100]
}

/// Sends one thing after the other until told to stop; how many.
async fn attack(visitor: Visitor, n: usize, stop: CancellationToken) -> Result<usize> {
    let texts = texts();
    let mut sent = 0;
    while !stop.is_cancelled() {
        let at = n + sent;
        let request = if at.is_multiple_of(4) {
            visitor.post("/messages/stream").json(&json!({"message": "a", "tools": [exploding_tool()]}))
        } else {
            visitor.post("/render").json(&json!({"text": texts[at % texts.len()]}))
        };
        let status = request.send().await?.status().as_u16();
        ensure!(matches!(status, 200 | 422 | 429 | 503), "{status}");
        sent += 1;
    }
    Ok(sent)
}

/// 4,000 characters each: lines that keep the patterns of a language busy, and a table that is as wide as it is long.
fn texts() -> Vec<String> {
    let code = |language: &str, begin: &str, unit: &str, length: usize| {
        let line = format!("{begin}{}\n", unit.repeat((length - begin.len()) / unit.len()));
        let lines = 3_900 / line.len();
        format!("```{language}\n{}```", line.repeat(lines))
    };
    vec![
        code("bash", "", " ", 1_945),
        code("bash", "\"", "\t", 240),
        code("makefile", "(", "->", 240),
        code("cs", "(", "A", 240),
        code("sql", "(", " ", 240),
        code("lisp", "(", "\"a", 240),
        format!("{}\n{}\n{}", "|a".repeat(480), "|-".repeat(480), "|\n".repeat(990)),
    ]
}

/// References that double at each of 60 levels.
fn exploding_tool() -> Value {
    let level = |at: usize| {
        let next = json!({"$ref": format!("#/$defs/d{}", at + 1)});
        (format!("d{at}"), json!({"allOf": [next, next]}))
    };
    let defs: serde_json::Map<_, _> = (0..60).map(level).chain([("d60".to_owned(), json!({}))]).collect();
    json!({
        "name": "explode", "description": "Does it.",
        "parameters": {"type": "object", "$defs": defs, "properties": {"a": {"$ref": "#/$defs/d0"}}},
    })
}
