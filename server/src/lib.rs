//! The Parlor server.
//!
//! Arrows point one way: `shared <- core <- { render, store, agent, realtime } <- api <- lib <- main`.

pub mod agent;
pub mod core;
pub mod render;
pub mod store;
