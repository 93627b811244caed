//! The time a statement waits for others.

use std::time::Duration;

/// Another process may hold the file this long (a backup, a person with a shell).
pub(super) const BUSY: Duration = Duration::from_secs(5);
