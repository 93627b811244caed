//! The API's description, and what others make of it.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

mod clients;
mod events;
mod snapshot;
mod tools;
mod valid;
