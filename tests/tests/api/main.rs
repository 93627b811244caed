//! The APIs besides the native one, as their clients see them: a module for each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod across;
mod caty;
mod chatbotkit;
mod conformance;
mod errors;
mod isolation;
mod native_api;
mod nexon;
mod nodeloom;
mod openapi;
mod owner;
mod page;
mod reconnects;
mod schema;
