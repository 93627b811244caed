//! The vendors' APIs as their clients see them: a module per dialect.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod caty;
