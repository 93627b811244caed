//! Agents against services that fail in every way we know: what visitors are told, what services see, what leaks.

mod bench;
mod breaker;
mod faults;
mod retries;
