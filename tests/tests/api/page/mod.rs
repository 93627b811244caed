//! Pages of ours: the chat without a script, as a browser without one meets it (pages, forms, a cookie), and the playground.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod continuing;
mod conversation;
mod hostile;
mod playground;
mod refusals;
mod tab;
