//! Operation: the log and the metrics, as the operator sees them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod credentials;
mod logged;
mod metrics;
mod requests;
