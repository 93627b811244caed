//! Bytes and processor time that one piece of work may take.
//!
//! The bytes are what usually ends work: they depend on the input alone, so every reader sees the same. The time is the last
//! resort for input that costs more than its bytes say. It is processor time of the thread, so that a busy machine takes
//! nothing away.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::work::{self, WorkKind};

/// Bytes and processor time that are left. Once either is used up, nothing more is done.
#[derive(Clone, Debug)]
pub struct WorkBudget {
    kind: WorkKind,
    bytes: usize,
    time: Duration,
    clock: fn() -> Duration,
}

impl WorkBudget {
    /// A budget for work of this kind.
    pub fn new(kind: WorkKind, bytes: usize, time: Duration) -> Self {
        Self { kind, bytes, time, clock: thread_time }
    }

    /// Does a step that reads so many bytes, and counts its time; `None` once the budget is used up.
    pub fn step<T>(&mut self, bytes: usize, step: impl FnOnce() -> T) -> Option<T> {
        if self.is_used_up() {
            return None;
        }
        if bytes > self.bytes {
            self.end();
            return None;
        }
        self.bytes -= bytes;
        let began = (self.clock)();
        let done = step();
        self.time = self.time.saturating_sub((self.clock)().saturating_sub(began));
        if self.time.is_zero() {
            self.end();
        }
        Some(done)
    }

    /// Returns true if the budget is used up.
    pub fn is_used_up(&self) -> bool {
        self.bytes == 0 || self.time.is_zero()
    }

    /// The same bytes and no more time than `other` has left.
    pub fn with_time_of(&self, other: &Self) -> Self {
        Self { time: other.time, ..self.clone() }
    }

    fn end(&mut self) {
        self.bytes = 0;
        work::exceeded(self.kind);
    }
}

/// Processor time that this thread has used.
fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let part = |n| u64::try_from(n).unwrap_or_default();
    Duration::from_secs(part(time.tv_sec)) + Duration::from_nanos(part(time.tv_nsec))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local!(static NOW: Cell<Duration> = const { Cell::new(Duration::ZERO) });

    fn budget(bytes: usize, millis: u64) -> WorkBudget {
        WorkBudget { clock: || NOW.get(), ..WorkBudget::new(WorkKind::Render, bytes, Duration::from_millis(millis)) }
    }

    #[test]
    fn bytes_end_work_before_it_is_done() {
        let mut budget = budget(10, 1);
        assert_eq!(budget.step(6, || 1), Some(1));
        assert_eq!(budget.step(5, || 2), None);
        assert_eq!(budget.step(1, || 3), None, "what was too much once is over");
    }

    #[test]
    fn time_ends_work_after_the_step_that_took_it() {
        let mut budget = budget(100, 5);
        let slow = || NOW.set(NOW.get() + Duration::from_millis(4));
        assert_eq!(budget.step(1, slow), Some(()));
        assert_eq!(budget.step(1, slow), Some(()));
        assert_eq!(budget.step(1, slow), None);
    }

    #[test]
    fn a_thread_that_works_uses_time() {
        let before = thread_time();
        let sum: u64 = (0..5_000_000_u64).map(std::hint::black_box).sum();
        assert!(sum > 0 && thread_time() > before);
    }
}
