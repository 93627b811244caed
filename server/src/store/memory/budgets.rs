//! Counts of budgets, in memory.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{MemoryStore, Tables};
use crate::core::{
    security::budget::{Charge, Refusal, Settlement},
    store::{BudgetStore, Stored},
};

#[async_trait]
impl BudgetStore for MemoryStore {
    async fn charge(&self, charge: &Charge) -> Stored<Result<(), Refusal>> {
        Ok(self.tables()?.count(charge))
    }

    async fn settle(&self, settlement: &Settlement) -> Stored<()> {
        self.tables()?.correct(settlement);
        Ok(())
    }

    async fn prune_budgets(&self, now: Timestamp) -> Stored<u64> {
        let ended = self.tables()?.budgets.extract_if(.., |_, count| count.ends_at <= now).count();
        Ok(ended as u64)
    }
}

impl Tables {
    /// Counts a charge in all its accounts or in none.
    pub(super) fn count(&mut self, charge: &Charge) -> Result<(), Refusal> {
        let counts = charge.admit(|account| self.budgets.get(account))?;
        let accounts = charge.claims().iter().map(|claim| claim.account.clone());
        self.budgets.extend(accounts.zip(counts));
        Ok(())
    }

    /// Corrects what was counted.
    pub(super) fn correct(&mut self, settlement: &Settlement) {
        for account in &settlement.accounts {
            if let Some(count) = self.budgets.get_mut(account) {
                *count = count.corrected(settlement);
            }
        }
    }
}
