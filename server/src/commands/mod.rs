//! The operator's commands beside `serve` and `demo`.

pub(crate) mod backup;
pub(crate) mod check_config;
pub(crate) mod health;
pub(crate) mod owner;
