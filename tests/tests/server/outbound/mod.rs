//! Requests of the server to addresses from outside: allowed destinations, accepted content, and time limits.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what is not as expected is a failed test")]
#![expect(
    clippy::disallowed_methods,
    reason = "how long a hostile service may hold us is measured with the real clock"
)]

mod addresses;
mod agents;
mod files;
mod hostile;
mod internet;
mod opened;
mod redirects;
