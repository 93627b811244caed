//! Budgets: answers, tokens and bytes per conversation, address, widget and team.
//!
//! Nobody may call an agent or a voice service without a [`Permit`], and only [`Budgets`] makes one, after the call was
//! counted in every account of the [`Spender`]. A call counts before it is made ([`Charge`]); the tokens are reserved and
//! replaced by what the call really cost afterwards ([`Settlement`]). So calls made at the same time cannot pass together
//! where only one has room.
//!
//! | Account | Period |
//! |---|---|
//! | conversation | 24 hours from its first call |
//! | address (an IPv6 /64 counts as one) | 24 hours from its first call |
//! | widget | the day, UTC |
//! | team | the month, UTC |
//!
//! Counts live behind [`BudgetStore`](crate::core::store::BudgetStore), in the database: they survive a restart, and nodes
//! that share the database share them. The messages of one minute are counted in this process.

mod charge;
mod limits;
pub mod service;
mod spender;

pub use charge::{
    Amount, BudgetKey, BudgetKind, BudgetRefusal, Charge, Claim, Count, Delta, Scope, Settlement, credible_tokens,
};
pub use limits::BudgetLimits;
pub use spender::{RequestSource, Spender};
