//! NexonTech's widget API, `/api/widget/{init,chat}`: one file per endpoint.
//!
//! Source: NexonTech, "Widget API Documentation". Every call is authenticated by the widget's key in its body; failures
//! are [`ErrorBody`].

mod chat;
mod error;
mod init;

pub use chat::{ChatReply, ChatRequest, Lang};
pub use error::ErrorBody;
pub use init::{Config, InitReply, InitRequest};
