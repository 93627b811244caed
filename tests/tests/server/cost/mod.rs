//! Cost of reading untrusted input: each kind of input is grown by doubling, and its cost may not grow faster.
//!
//! Only the processor time of this process is measured, so other load on the machine does not count. If a budget ends
//! the work, the cost stops growing, which also passes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod code;
mod files;
mod growth;
mod markdown;
mod settings;
mod tools;
