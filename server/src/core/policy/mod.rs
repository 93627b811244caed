//! Policies: who may do what, how often.

pub mod links;
