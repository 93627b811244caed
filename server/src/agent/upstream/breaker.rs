//! Circuit breakers: a service that keeps failing is left alone for a while.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::core::conversation::agent_error::AgentError;

/// So many failures …
const FAILURES: usize = 5;
/// … within this time open the circuit …
const WITHIN: Duration = Duration::from_secs(10);
/// … for this long. Then one request tries whether the service is back.
const OPEN_FOR: Duration = Duration::from_secs(10);

/// The failures that open a circuit, and the time it stays open.
#[derive(Clone, Copy, Debug)]
struct Rule {
    failures: usize,
    open_for: Duration,
}

impl Default for Rule {
    fn default() -> Self {
        Self { failures: FAILURES, open_for: OPEN_FOR }
    }
}

/// One circuit per service. Cheap to clone; clones share their circuits.
///
/// A circuit opens after 5 failures within 10 s, unless [`Breakers::at_once`] says otherwise. While it is open, nobody asks the service. After 10 s one request may
/// try: when it succeeds the circuit closes, when it fails the circuit stays open for another 10 s. What was asked
/// before the circuit opened no longer counts, however it ends.
#[derive(Clone, Debug, Default)]
pub struct Breakers {
    circuits: Arc<Mutex<HashMap<Service, Circuit>>>,
    rule: Rule,
}

/// A provider's protocol and address.
type Service = (String, String);

#[derive(Debug, Default)]
struct Circuit {
    failures: VecDeque<Instant>,
    open_until: Option<Instant>,
    trying: bool,
}

/// Leave to ask a service one question, with whatever retries that takes. Dropped without a verdict, it counts as
/// neither: a visitor who stops says nothing about the service.
#[derive(Debug)]
pub(crate) struct Permit {
    breakers: Breakers,
    service: Service,
    trial: bool,
}

impl Breakers {
    /// Circuits that open at the first failure, for this long: for services that one can do without.
    pub(crate) fn at_once(open_for: Duration) -> Self {
        Self { rule: Rule { failures: 1, open_for }, ..Self::default() }
    }

    /// Leave to ask, or [`AgentError::Unavailable`] at once while the circuit is open.
    pub(crate) fn enter(&self, provider: &str, address: &str) -> Result<Permit, AgentError> {
        let service = (provider.to_owned(), address.to_owned());
        let trial = self.with(&service, Circuit::enter)?;
        Ok(Permit { breakers: self.clone(), service, trial })
    }

    fn with<T>(&self, service: &Service, change: impl FnOnce(&mut Circuit) -> T) -> T {
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        change(circuits.entry(service.clone()).or_default())
    }
}

impl Circuit {
    /// True if this request is the trial.
    fn enter(&mut self) -> Result<bool, AgentError> {
        match self.open_until {
            None => Ok(false),
            Some(until) if Instant::now() < until || self.trying => Err(AgentError::Unavailable),
            Some(_) => {
                self.trying = true;
                Ok(true)
            }
        }
    }

    /// While it is open, only the trial tells anything: whatever was asked before is older than the reason it opened.
    fn heeds(&self, trial: bool) -> bool {
        trial || self.open_until.is_none()
    }

    fn succeeded(&mut self, trial: bool) {
        if self.heeds(trial) {
            self.failures.clear();
            self.open_until = None;
        }
    }

    fn failed(&mut self, trial: bool, rule: Rule) {
        if !self.heeds(trial) {
            return;
        }
        let now = Instant::now();
        self.failures.retain(|at| now.duration_since(*at) < WITHIN);
        self.failures.push_back(now);
        if trial || self.failures.len() >= rule.failures {
            self.open_until = Some(now + rule.open_for);
            self.failures.clear();
        }
    }
}

impl Permit {
    /// The service answered.
    pub(crate) fn succeeded(self) {
        self.breakers.with(&self.service, |circuit| circuit.succeeded(self.trial));
    }

    /// The service was away or too slow.
    pub(crate) fn failed(self) {
        self.breakers.with(&self.service, |circuit| circuit.failed(self.trial, self.breakers.rule));
    }

    /// Gives the verdict that belongs to an outcome: only a service that is away or too slow is at fault. One that
    /// refuses a request, or limits us, is there.
    pub(crate) fn judge<T>(self, outcome: &Result<T, AgentError>) {
        match outcome {
            Err(AgentError::Unavailable | AgentError::Timeout) => self.failed(),
            _ => self.succeeded(),
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.trial {
            self.breakers.with(&self.service, |circuit| circuit.trying = false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breakers: &Breakers, times: usize) {
        for _ in 0..times {
            breakers.enter("openai", "a").unwrap().failed();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn opens_after_five_failures_and_lets_one_try_after_ten_seconds() {
        let breakers = Breakers::default();
        fail(&breakers, 5);
        assert_eq!(breakers.enter("openai", "a").unwrap_err(), AgentError::Unavailable);
        assert!(breakers.enter("openai", "b").is_ok());

        tokio::time::advance(OPEN_FOR).await;
        let trial = breakers.enter("openai", "a").unwrap();
        assert!(breakers.enter("openai", "a").is_err(), "one at a time");
        trial.failed();
        assert!(breakers.enter("openai", "a").is_err(), "open again");

        tokio::time::advance(OPEN_FOR).await;
        breakers.enter("openai", "a").unwrap().succeeded();
        assert!(breakers.enter("openai", "a").is_ok());
        assert!(breakers.enter("openai", "a").is_ok(), "closed for everybody");
    }

    #[tokio::test(start_paused = true)]
    async fn what_one_can_do_without_is_left_alone_at_once() {
        let breakers = Breakers::at_once(Duration::from_secs(5));
        fail(&breakers, 1);
        assert!(breakers.enter("openai", "a").is_err());
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(breakers.enter("openai", "a").is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_asked_before_it_opened_neither_closes_it_nor_keeps_it_open() {
        let breakers = Breakers::default();
        let older: Vec<_> = (0..6).map(|_| breakers.enter("openai", "a").unwrap()).collect();
        fail(&breakers, 5);
        let mut older = older.into_iter();
        older.next().unwrap().succeeded();
        assert!(breakers.enter("openai", "a").is_err(), "still open");

        tokio::time::advance(OPEN_FOR.saturating_sub(Duration::from_secs(1))).await;
        older.for_each(Permit::failed);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(breakers.enter("openai", "a").is_ok(), "ten seconds after it opened");
    }

    #[tokio::test(start_paused = true)]
    async fn failures_far_apart_and_visitors_who_stop_do_not_open_it() {
        let breakers = Breakers::default();
        for _ in 0..20 {
            fail(&breakers, 1);
            tokio::time::advance(Duration::from_secs(3)).await;
        }
        assert!(breakers.enter("openai", "a").is_ok());

        tokio::time::advance(WITHIN).await;
        fail(&breakers, 5);
        tokio::time::advance(OPEN_FOR).await;
        drop(breakers.enter("openai", "a").unwrap());
        assert!(breakers.enter("openai", "a").is_ok(), "the next one may try");
    }
}
