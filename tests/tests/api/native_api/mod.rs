//! The native API as its callers see it: what works, and what each piece of bad input is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod abuse;
mod access;
mod answers;
mod beside;
mod blocks;
mod budgets;
mod bundles;
mod caller;
mod connections;
mod erase;
mod export;
mod gone;
mod init;
mod input;
mod nodes;
mod page_tools;
mod public;
mod reaching;
mod reading;
mod revoked;
mod session;
mod stream;
mod unfurl;
mod voice;
