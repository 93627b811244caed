//! Conversations: the list with its filters, and one drawn as the visitor saw it.

mod facts;
mod list;
mod message;
mod one;

pub(crate) use list::Conversations;
pub(crate) use one::Conversation;
