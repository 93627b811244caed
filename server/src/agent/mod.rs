//! Agents behind `core::agent::Agent`.
