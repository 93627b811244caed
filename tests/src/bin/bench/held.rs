//! Number of streams a server can hold, the cost of one, and the cost of a client that does not read.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use parlor_tests::visitor::Visitor;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

use crate::server::Measured;

const STREAMS: usize = 5_000;
const MOST_KIB: u64 = 50;
const STALLED: usize = 500;
const MOST_STALLED_KIB: u64 = 128;

/// 5,000 answers being written at once, each followed by its reader, one word a second.
pub(crate) async fn run() -> Result<Option<String>> {
    let measured = Measured::start().await?;
    let visitors = measured.visitors(STREAMS).await?;
    let before = measured.rss()?;
    let (started, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut readers = Vec::with_capacity(STREAMS);
    for visitor in visitors {
        readers.push(tokio::spawn(follow(visitor, Arc::clone(&started), Arc::clone(&done))));
        // 500 new streams a second.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    wait_for(&started, STREAMS).await?;
    ensure!(done.load(Ordering::Relaxed) == 0, "streams ended before all were open");
    tokio::time::sleep(Duration::from_secs(5)).await;
    let held = measured.rss()?;
    let mut failed = 0;
    for reader in readers {
        failed += usize::from(reader.await?.is_err());
    }
    let each = held.saturating_sub(before) / STREAMS as u64;
    println!(
        "streams held: {STREAMS} at once, {failed} failed, {each} KiB each (server {} MiB before, {} MiB with all; goal: 0 failed, <= {MOST_KIB} KiB)",
        before / 1024,
        held / 1024
    );
    Ok((failed > 0 || each > MOST_KIB).then(|| format!("{failed} streams failed, {each} KiB each")))
}

async fn follow(visitor: Visitor, started: Arc<AtomicUsize>, done: Arc<AtomicUsize>) -> Result<()> {
    let body = r#"{"message":"/words 45 1000"}"#;
    let mut stream = TcpStream::connect(address(&visitor)).await?;
    stream.write_all(request(&visitor, "POST", "/messages/stream", body).as_bytes()).await?;
    let (mut buffer, mut tail) = ([0; 2048], Vec::new());
    loop {
        let read = stream.read(&mut buffer).await?;
        ensure!(read > 0, "the stream ended early");
        let first = tail.is_empty();
        tail.extend_from_slice(&buffer[..read]);
        if first {
            ensure!(tail.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&tail));
            started.fetch_add(1, Ordering::Relaxed);
        }
        if tail.windows(11).any(|w| w == b"event: done") {
            done.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        let keep = tail.len().saturating_sub(64).max(1);
        tail.drain(..keep.min(tail.len() - 1));
    }
}

/// Readers that ask for more than any socket holds and read nothing: 400 times an answer of 16 kB, the length a model's
/// longest usual answer has. (`done` repeats the answer's text, so a longer answer costs its stalled reader more.)
pub(crate) async fn stalled() -> Result<Option<String>> {
    let measured = Measured::start().await?;
    let visitors = measured.visitors(STALLED / 10).await?;
    let mut answers = Vec::new();
    for visitor in &visitors {
        answers.push(visitor.ask("/words 2400 0").await?.message.context("an answer")?);
    }
    let before = measured.rss()?;
    let mut sockets = Vec::with_capacity(STALLED);
    for n in 0..STALLED {
        let (visitor, answer) = (&visitors[n % visitors.len()], &answers[n % visitors.len()]);
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        let mut stream = socket.connect(address(visitor).parse()?).await?;
        let request = request(visitor, "GET", &format!("/messages/{answer}/stream?after=0"), "");
        stream.write_all(request.repeat(400).as_bytes()).await?;
        sockets.push(stream);
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    let with = measured.rss()?;
    let each = with.saturating_sub(before) / STALLED as u64;
    println!(
        "stalled readers: {STALLED}, {each} KiB each (server {} MiB before, {} MiB with all; goal: <= {MOST_STALLED_KIB} KiB)",
        before / 1024,
        with / 1024
    );
    drop(sockets);
    Ok((each > MOST_STALLED_KIB).then(|| format!("a stalled reader costs {each} KiB")))
}

fn address(visitor: &Visitor) -> String {
    visitor.base.trim_start_matches("http://").to_owned()
}

fn request(visitor: &Visitor, method: &str, path: &str, body: &str) -> String {
    format!(
        "{method} /v1/widget{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        visitor.jwt,
        body.len()
    )
}

async fn wait_for(count: &AtomicUsize, goal: usize) -> Result<()> {
    for _ in 0..600 {
        if count.load(Ordering::Relaxed) >= goal {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("{} of {goal} began within a minute", count.load(Ordering::Relaxed))
}
