//! Security and cost control under attack: credentials, allow-lists, rate limits and budgets.

pub mod address_key;
pub mod agent_policy;
pub mod budget;
pub mod download;
pub mod egress;
pub mod identity;
pub mod links;
pub mod origin;
pub mod rate_limit;
pub mod redact;
pub mod secret_strength;
pub(crate) mod signing_key;
pub mod text;
pub mod token;
pub mod work;
mod work_budget;

pub use work_budget::WorkBudget;
