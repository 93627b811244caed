//! A clock that moves when a test says so.

use std::{sync::Mutex, time::Duration};

use jiff::Timestamp;
use parlor::core::clock::Clock;

/// Stands still until it is moved.
pub struct ManualClock(Mutex<(Timestamp, Duration)>);

impl ManualClock {
    /// Stands at this second of the Unix epoch.
    ///
    /// # Panics
    /// When there is no such time.
    #[expect(clippy::unwrap_used, reason = "tests choose sensible times")]
    pub fn at(second: i64) -> Self {
        Self(Mutex::new((Timestamp::from_second(second).unwrap(), Duration::ZERO)))
    }

    /// Moves on.
    ///
    /// # Panics
    /// When another thread panicked while moving it.
    #[expect(clippy::unwrap_used, reason = "a poisoned clock is a failed test")]
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = (now.0 + by, now.1 + by);
    }
}

#[expect(clippy::unwrap_used, reason = "a poisoned clock is a failed test")]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().0
    }

    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().1
    }
}
