//! Writes a live log to the database in chunks: every 250 ms, or as soon as 2 KiB of text wait.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::core::{
    conversation::run::{LiveRun, LogChunk, RunEvent},
    store::{RunSignal, Store, StoreError, Stored},
};

/// The longest time a piece of text waits before it is stored.
pub(super) const EVERY: Duration = Duration::from_millis(250);
/// The text that is stored without waiting longer.
const AT_ONCE: usize = 2 * 1024;

/// The stored part of a log.
pub(super) struct Journal {
    store: Arc<dyn Store>,
    owner: String,
    run: Arc<LiveRun>,
    /// The number of the last stored event.
    stored: u64,
    /// Text that is not stored yet, in bytes.
    waiting: usize,
    due: Option<Instant>,
    writing: Option<(u64, BoxFuture<'static, Stored<RunSignal>>)>,
}

impl Journal {
    pub(super) fn new(store: Arc<dyn Store>, owner: String, run: Arc<LiveRun>) -> Self {
        Self { store, owner, run, stored: 0, waiting: 0, due: None, writing: None }
    }

    /// Notes that the log has grown.
    pub(super) fn grew(&mut self, bytes: usize) {
        self.waiting += bytes;
        let now = Instant::now();
        let due = self.due.get_or_insert(now + EVERY);
        if self.waiting >= AT_ONCE {
            *due = now.min(*due);
        }
    }

    /// Stores chunks as they become due, until the lease is lost, and tells the run when another node asked it to stop.
    /// Cancel-safe: a write that has begun continues at the next call.
    pub(super) async fn keep(&mut self) -> Stored<()> {
        loop {
            if let Some((last, write)) = &mut self.writing {
                let (last, outcome) = (*last, write.await);
                self.writing = None;
                match outcome {
                    Ok(signal) => {
                        self.stored = last;
                        if signal == RunSignal::Stop {
                            self.run.stop();
                        }
                    }
                    Err(StoreError::LeaseLost) => return Err(StoreError::LeaseLost),
                    // The text is still in the log: try again with the next piece.
                    Err(error) => {
                        tracing::warn!(%error, "a piece of an answer could not be stored yet");
                        self.due = Some(Instant::now() + EVERY);
                    }
                }
                continue;
            }
            match self.due {
                Some(due) => tokio::time::sleep_until(due).await,
                None => std::future::pending().await,
            }
            self.begin_write();
        }
    }

    fn begin_write(&mut self) {
        self.due = None;
        self.waiting = 0;
        let Some(chunk) = self.run.chunk_after(self.stored) else { return };
        let (store, owner, answer) = (Arc::clone(&self.store), self.owner.clone(), self.run.answer_id().clone());
        let last = chunk.last_seq();
        self.writing = Some((last, Box::pin(async move { store.append(&answer, &owner, &chunk).await })));
    }

    /// Stores everything so far, once: the node that ends the lease finds the events that readers have seen.
    pub(super) async fn flush(&mut self) {
        self.settle().await;
        self.begin_write();
        self.settle().await;
    }

    async fn settle(&mut self) {
        if let Some((last, write)) = self.writing.take()
            && write.await.is_ok()
        {
            self.stored = last;
        }
    }

    /// Waits for a write that has begun, then returns the events that are not stored yet, ending with `terminal`.
    pub(super) async fn last_piece(&mut self, terminal: RunEvent) -> LogChunk {
        self.settle().await;
        let mut chunk =
            self.run.chunk_after(self.stored).unwrap_or(LogChunk { first_seq: self.stored + 1, events: Vec::new() });
        chunk.events.push(terminal);
        chunk
    }
}
