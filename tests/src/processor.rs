//! Time spent computing, which other programs on the machine do not lengthen.

use std::time::Duration;

use rustix::time::{ClockId, Timespec, clock_gettime};

/// Of all threads of this process.
#[must_use]
pub fn process_time() -> Duration {
    duration(clock_gettime(ClockId::ProcessCPUTime))
}

/// Of the calling thread.
#[must_use]
pub fn thread_time() -> Duration {
    duration(clock_gettime(ClockId::ThreadCPUTime))
}

fn duration(time: Timespec) -> Duration {
    // The kernel counts up from zero, and less than a second in nanoseconds.
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
