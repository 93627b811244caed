//! HTTP parts that all APIs share.
//!
//! | Modules | Hold |
//! |---|---|
//! | [`state`] | the parts of the server, and the use cases that handlers call |
//! | [`serve`], [`connections`], [`file_limit`], [`linger`] | the accept loop, its deadlines and its limits |
//! | [`body`], [`multipart`], [`query`], [`unread_body`] | requests, and errors that name the field |
//! | [`idempotency`], [`last_event_id`], [`request_id`], [`retry`] | headers |
//! | [`event_stream`], [`jsonl`], [`streams`], [`revocation`] | answers on their way to a reader, and what ends them |
//! | [`limits`] | rate limits, one line each |
//! | [`client_ip`], [`request_origin`], [`base_path`], [`trailing_slash`] | addresses: the client's, the server's, paths |
//! | [`cors`], [`origins`], [`security`] | pages that may read answers, and headers of every response |
//! | [`owner`], [`cookie`], [`device`] | who is signed in |
//! | [`assets`], [`bundle_archive`], [`dashboard_assets`] | files of the widget and of the dashboard |
//! | [`health`], [`metrics`] | for operators |

pub mod assets;
pub mod base_path;
pub mod body;
pub mod bundle_archive;
pub mod client_ip;
pub mod connections;
pub mod cookie;
pub mod cors;
pub mod dashboard_assets;
pub mod device;
pub mod event_stream;
mod explain;
pub mod file_limit;
pub mod health;
pub mod idempotency;
mod json_types;
pub mod jsonl;
pub mod last_event_id;
pub mod limits;
pub mod linger;
pub mod metrics;
pub mod multipart;
pub mod origins;
pub mod owner;
pub mod query;
pub mod request_id;
pub mod request_origin;
pub mod retry;
pub mod revocation;
pub mod security;
pub mod serve;
pub mod state;
pub mod streams;
pub mod trailing_slash;
pub mod unread_body;
