//! Agents against services that fail in every way we know: what visitors are told, what services see, what leaks.

mod anthropic;
mod bench;
mod breaker;
mod contract;
mod faults;
mod http;
mod retries;
mod secrets;
mod webhook;
