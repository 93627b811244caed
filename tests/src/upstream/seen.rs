//! Record of the connections and requests of a service.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::Value;
use tokio::sync::Notify;

/// A request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The first line: method, path, version.
    pub line: String,
    /// The headers; names in lower case.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: String,
}

impl Asked {
    /// The body as JSON; `Null` when it is not.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A header; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

#[derive(Default, Debug)]
struct Counts {
    connections: usize,
    over: usize,
    left: usize,
    sent: usize,
    requests: Vec<Asked>,
}

/// Connections and requests that a service has seen.
#[derive(Default, Debug)]
pub struct Seen {
    counts: Mutex<Counts>,
    changed: Notify,
}

impl Seen {
    /// Returns the number of connections that were made.
    pub fn connections(&self) -> usize {
        self.counts().connections
    }

    /// Returns the number of connections that the other side closed before the service had sent everything.
    pub fn left(&self) -> usize {
        self.counts().left
    }

    /// Returns the number of body bytes sent, without framing.
    pub fn sent(&self) -> usize {
        self.counts().sent
    }

    /// Returns the requests, in order.
    pub fn requests(&self) -> Vec<Asked> {
        self.counts().requests.clone()
    }

    /// Waits until no connection is open.
    ///
    /// # Panics
    /// When one is still open after `within`.
    pub async fn idle(&self, within: Duration) {
        self.until(within, "a connection is still open", |counts| counts.over == counts.connections).await;
    }

    /// Waits until this many requests came.
    ///
    /// # Panics
    /// When fewer came `within` this time.
    pub async fn asked(&self, times: usize, within: Duration) {
        self.until(within, "nobody asked", |counts| counts.requests.len() >= times).await;
    }

    async fn until(&self, within: Duration, otherwise: &str, holds: impl Fn(&Counts) -> bool) {
        let waiting = async {
            loop {
                let changed = self.changed.notified();
                if holds(&self.counts()) {
                    return;
                }
                changed.await;
            }
        };
        let over = tokio::time::timeout(within, waiting).await;
        assert!(over.is_ok(), "{otherwise} after {within:?}: {:?}", self.counts());
    }

    /// A connection was made; its number, from 0.
    pub(super) fn connected(&self) -> usize {
        self.change(|counts| {
            counts.connections += 1;
            counts.connections - 1
        })
    }

    pub(super) fn over(&self) {
        self.change(|counts| counts.over += 1);
    }

    pub(super) fn was_left(&self) {
        self.change(|counts| counts.left += 1);
    }

    pub(super) fn was_sent(&self, bytes: usize) {
        // Nobody waits for this one.
        self.counts().sent += bytes;
    }

    pub(super) fn was_asked(&self, request: Asked) {
        self.change(|counts| counts.requests.push(request));
    }

    fn change<T>(&self, change: impl FnOnce(&mut Counts) -> T) -> T {
        let result = change(&mut self.counts());
        self.changed.notify_waiters();
        result
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
