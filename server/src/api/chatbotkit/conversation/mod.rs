//! `/v1/conversation/*`: what a session's token opens, in its own conversation; the team's secret opens all of the team's.
//! Another conversation is answered like one that does not exist.

pub mod attachment;
pub mod complete;
pub mod completion;
pub mod contact;
pub mod fetch;
mod lines;
pub mod messages;
mod reply;
pub mod session;
pub mod vote;
