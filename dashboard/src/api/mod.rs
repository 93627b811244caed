//! Requests to the owner's API.

pub(crate) mod account;
pub(crate) mod agents;
pub(crate) mod conversations;
pub(crate) mod documents;
mod failure;
mod http;
pub(crate) mod leads;
pub(crate) mod reports;
pub(crate) mod team;
pub(crate) mod widgets;

pub(crate) use failure::Failure;
pub(crate) use http::{EXPIRED, base, screen};
