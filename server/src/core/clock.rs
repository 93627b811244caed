//! Time is an argument.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// The time source.
pub trait Clock: Send + Sync + 'static {
    /// Now, with millisecond precision: that is what databases and wires keep.
    fn now(&self) -> Timestamp;

    /// Time since some fixed moment; never steps back or jumps. For limits and deadlines.
    fn elapsed(&self) -> Duration;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for the time")]
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for the time")]
    fn now(&self) -> Timestamp {
        to_millis(Timestamp::now())
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// Cuts a timestamp to whole milliseconds.
pub fn to_millis(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// RFC 3339 with milliseconds, UTC: `2026-11-21T10:15:30.250Z`.
pub fn rfc3339(at: Timestamp) -> String {
    format!("{at:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form_has_milliseconds_and_z() {
        assert_eq!(rfc3339(Timestamp::from_millisecond(1_800_000_000_007).unwrap()), "2027-01-15T08:00:00.007Z");
        assert_eq!(rfc3339(Timestamp::from_millisecond(1_800_000_000_000).unwrap()), "2027-01-15T08:00:00.000Z");
    }
}
