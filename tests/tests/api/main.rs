//! The vendors' APIs as their clients see them: every sample and every status of each vendor's page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod nexon;
