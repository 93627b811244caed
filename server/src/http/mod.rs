//! What all APIs share.

pub mod assets;
pub mod base_path;
pub mod body;
pub mod bundle_archive;
pub mod client_ip;
pub mod cookie;
pub mod cors;
pub mod form;
pub mod health;
pub mod idempotency;
pub mod jsonl;
pub mod linger;
pub mod metrics;
pub mod origins;
pub mod owner;
pub mod request_id;
pub mod request_origin;
pub mod retry;
pub mod security;
pub mod sending;
pub mod serve;
pub mod standing;
pub mod streams;
pub mod unread_body;
