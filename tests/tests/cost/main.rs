//! What reading strangers' input costs: each kind of input is grown by doubling, and its cost may not grow faster.
//!
//! Processor time is measured, of this process alone, so a busy machine does not count. Where a budget ends the work the
//! cost stops growing, which is fine too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod code;
mod files;
mod growth;
mod markdown;
mod settings;
mod tools;
