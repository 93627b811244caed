//! The time a service may take.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, timeout_at};

use crate::core::{conversation::agent_error::AgentError, owner::model_options::ModelOptions};

/// The time a service may take. Each limit that is passed is an [`AgentError::Timeout`], except `connect`, which is
/// [`AgentError::Unavailable`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// To accept a connection, TLS included. Default 5 s.
    pub connect: Duration,
    /// From the request to the head of the response, and from there to the first piece of the answer. Default 30 s.
    pub first_byte: Duration,
    /// Between two pieces of the answer. Default 30 s.
    pub idle: Duration,
    /// For the whole answer, retries included. Default 120 s.
    pub total: Duration,
    /// True when data that only keeps the connection open, such as comments, counts as silence. It does not by default: slow
    /// models say nothing else for minutes, and `total` ends what never comes to an answer.
    pub silent_keep_alives: bool,
    /// Before a service that limits requests is asked again, where it does not say when. Twice as long the second time.
    /// Default 0.5 s.
    pub backoff: Duration,
    /// The longest wait that a service may ask for: where it asks for more, it is not asked again. Default 20 s.
    pub longest_wait: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            total: Duration::from_mins(2),
            silent_keep_alives: false,
            backoff: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
        }
    }
}

impl Timeouts {
    /// The same for a service that its owner knows to be slower, or quicker. The whole answer gets what it asks for on top.
    #[must_use]
    pub(crate) fn patient(self, options: &ModelOptions) -> Self {
        let seconds = |seconds: Option<u32>| seconds.map(|seconds| Duration::from_secs(u64::from(seconds)));
        let (first, silence) = (seconds(options.first_token_seconds), seconds(options.silence_seconds));
        Self {
            first_byte: first.unwrap_or(self.first_byte),
            idle: silence.unwrap_or(self.idle),
            total: self.total + first.unwrap_or_default() + silence.unwrap_or_default(),
            silent_keep_alives: self.silent_keep_alives || options.keep_alives_are_silence,
            ..self
        }
    }
}

/// The wait for usage after the end of an answer.
const LINGER: Duration = Duration::from_secs(2);

/// Watches one answer against its [`Timeouts`].
#[derive(Debug)]
pub(crate) struct Watch {
    timeouts: Timeouts,
    ends_at: Instant,
    next_by: Instant,
    phase: Phase,
}

/// The progress of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// No piece of it came yet.
    Asked,
    /// Pieces come.
    Answering,
    /// It is whole; something may follow that nobody needs.
    Ended,
}

impl Watch {
    /// Starts counting.
    pub(crate) fn start(timeouts: Timeouts) -> Self {
        let now = Instant::now();
        Self { timeouts, ends_at: now + timeouts.total, next_by: now + timeouts.first_byte, phase: Phase::Asked }
    }

    /// A request goes out: its response must begin in time.
    pub(crate) fn asked(&mut self) {
        self.phase = Phase::Asked;
        self.next_by = Instant::now() + self.timeouts.first_byte;
    }

    /// The response began: its first piece must come in time.
    pub(crate) fn responded(&mut self) {
        self.next_by = Instant::now() + self.timeouts.first_byte;
    }

    /// Something came, be it only to keep the connection open.
    pub(crate) fn heard(&mut self) {
        if self.timeouts.silent_keep_alives {
            return;
        }
        self.next_by = match self.phase {
            Phase::Asked => Instant::now() + self.timeouts.first_byte,
            Phase::Answering => Instant::now() + self.timeouts.idle,
            Phase::Ended => return,
        };
    }

    /// The answer is whole: what follows may take a moment.
    pub(crate) fn ended(&mut self) {
        if self.phase != Phase::Ended {
            self.phase = Phase::Ended;
            self.next_by = Instant::now() + LINGER;
        }
    }

    /// The wait before retry number `nth`, from 0, if there is time for it. `asked`: what
    /// it asks for. `jitter`, below 256, keeps those who were refused together from coming back together.
    pub(crate) fn pause(&self, asked: Option<Duration>, nth: u32, jitter: u8) -> Option<Duration> {
        let least = asked.unwrap_or(self.timeouts.backoff * 2_u32.saturating_pow(nth));
        let wait = least + self.timeouts.backoff * u32::from(jitter) / 256;
        let in_time = Instant::now() + wait < self.ends_at;
        (least <= self.timeouts.longest_wait && in_time).then_some(wait)
    }

    /// The answer moved on: a piece of it came.
    pub(crate) fn progressed(&mut self) {
        self.phase = Phase::Answering;
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
