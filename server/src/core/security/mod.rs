//! What keeps a server safe and affordable under attack.

pub mod budget;
pub mod work;
mod work_budget;

pub use work_budget::WorkBudget;
