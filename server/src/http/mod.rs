//! What all APIs share.

pub mod address;
pub mod assets;
pub mod body;
pub mod client_ip;
pub mod cookie;
pub mod cors;
pub mod form;
pub mod health;
pub mod idempotency;
pub mod jsonl;
pub mod metrics;
pub mod origins;
pub mod owner;
pub mod request_id;
pub mod retry;
pub mod security;
pub mod sending;
pub mod serve;
pub mod standing;
pub mod streams;
