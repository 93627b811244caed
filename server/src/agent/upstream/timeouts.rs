//! How long a service may take.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, timeout_at};

use crate::core::agent::AgentError;

/// How long a service may take. Each limit that is passed is an [`AgentError::Timeout`], except `connect`, which is
/// [`AgentError::Unavailable`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// To accept a connection, TLS included. Default 5 s.
    pub connect: Duration,
    /// From the request to the head of the response. Default 30 s.
    pub first_byte: Duration,
    /// Between two pieces of the answer; comments that keep the connection open do not count. Default 30 s.
    pub idle: Duration,
    /// For the whole answer, retries included. Default 120 s.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            total: Duration::from_mins(2),
        }
    }
}

/// Watches one answer against its [`Timeouts`].
#[derive(Debug)]
pub(crate) struct Watch {
    timeouts: Timeouts,
    ends_at: Instant,
    next_by: Instant,
}

impl Watch {
    /// Starts counting.
    pub(crate) fn start(timeouts: Timeouts) -> Self {
        let now = Instant::now();
        Self { timeouts, ends_at: now + timeouts.total, next_by: now + timeouts.first_byte }
    }

    /// A request goes out: its response must begin in time.
    pub(crate) fn asked(&mut self) {
        self.next_by = Instant::now() + self.timeouts.first_byte;
    }

    /// The answer moved on: the response began, or a piece of it came.
    pub(crate) fn progressed(&mut self) {
        self.next_by = Instant::now() + self.timeouts.idle;
    }

    /// Waits for someone else, whose time is not the service's.
    pub(crate) async fn aside<T>(&mut self, what: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let done = what.await;
        self.ends_at += began.elapsed();
        self.progressed();
        done
    }

    /// Waits for the service, no longer than it may take.
    pub(crate) async fn wait<T>(&self, what: impl Future<Output = T>) -> Result<T, AgentError> {
        let by = self.next_by.min(self.ends_at);
        // A service that always has something ready would otherwise never be looked at by the timer.
        if Instant::now() >= by {
            return Err(AgentError::Timeout);
        }
        timeout_at(by, what).await.map_err(|_| AgentError::Timeout)
    }
}
