//! Agents against services that fail in every way we know: what visitors are told, what services see, what leaks.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests: what does not work must fail"
)]

mod agent_test;
mod anthropic;
mod bench;
mod blocks;
mod breaker;
mod cases;
mod citations;
mod contract;
mod faults;
mod hostile;
mod http;
mod mcp;
mod options;
mod page_tools;
mod retries;
mod secrets;
mod services;
mod tools;
mod webhook;
