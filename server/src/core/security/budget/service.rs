//! The service that counts calls and makes permits: the only way to an agent or a voice service.

use std::{fmt, sync::Arc};

use parlor_shared::widget::Usage;

use super::{
    charge::{Amount, Charge, Refusal, Scope, Settlement, credible_tokens},
    limits::BudgetLimits,
    spender::{Source, Spender},
};
use crate::core::{
    agent::AgentError,
    clock::Clock,
    error::Error,
    policy::{
        credential::Signer,
        limits::{AddressKey, PerMinute},
    },
    store::BudgetStore,
};

/// Counts calls and makes permits; cheap to clone.
#[derive(Clone)]
pub struct Budgets(Arc<Inner>);

struct Inner {
    store: Arc<dyn BudgetStore>,
    clock: Arc<dyn Clock>,
    signer: Arc<Signer>,
    limits: BudgetLimits,
    messages: PerMinute<AddressKey>,
}

impl Budgets {
    /// Counts in `store`; `signer` makes pseudonyms of addresses.
    pub fn new(store: Arc<dyn BudgetStore>, clock: Arc<dyn Clock>, signer: Arc<Signer>, limits: BudgetLimits) -> Self {
        let messages = PerMinute::new(limits.messages_per_minute, Arc::clone(&clock));
        Self(Arc::new(Inner { store, clock, signer, limits, messages }))
    }

    /// Counts a call, or says which budget is used up.
    pub async fn reserve(&self, spender: &Spender, cost: Amount) -> Result<Permit, Error> {
        let charge = self.charge(spender, cost);
        match self.0.store.charge(&charge).await? {
            Ok(()) => Ok(Permit::new(self.clone(), spender.clone(), charge)),
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// Counts one message of an address in this minute, over all its conversations.
    pub fn take_message(&self, source: Source) -> Result<(), Error> {
        let Source::Address(address) = source else { return Ok(()) };
        self.0.messages.take(&address, 1).inspect_err(|_| count_refusal(Scope::Address, "messages"))
    }

    /// Forgets addresses that have said nothing for a while.
    pub fn forget_idle(&self) {
        self.0.messages.forget_idle();
    }

    /// What a call of this cost is charged to. Something that is stored with the charge, in one transaction, has counted
    /// it: then [`Self::charged`] makes the permit.
    pub(in crate::core) fn charge(&self, spender: &Spender, cost: Amount) -> Charge {
        spender.charge(&self.0.limits, &self.0.signer, cost, self.0.clock.now())
    }

    /// The permit of a charge that the store has counted.
    pub(in crate::core) fn charged(&self, spender: &Spender, charge: Charge) -> Permit {
        Permit::new(self.clone(), spender.clone(), charge)
    }

    /// Corrects what was reserved. What cannot be corrected stays as it was reserved, until its period ends.
    async fn settle(&self, settlement: &Settlement) {
        if settlement.is_nothing() {
            return;
        }
        if let Err(error) = self.0.store.settle(settlement).await {
            tracing::warn!(%error, "what a call cost could not be counted; what was reserved stands");
        }
    }
}

impl fmt::Debug for Budgets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Budgets").field(&self.0.limits).finish()
    }
}

/// Permission to make one call, which has been counted. Only [`Budgets`] makes one.
#[derive(Clone)]
pub struct Permit(Arc<Granted>);

struct Granted {
    budgets: Budgets,
    spender: Spender,
    charge: Charge,
}

impl Permit {
    fn new(budgets: Budgets, spender: Spender, charge: Charge) -> Self {
        Self(Arc::new(Granted { budgets, spender, charge }))
    }

    /// Counts one more request that the same call makes on its way: a tool, another round of a model, another try. Must
    /// be asked before the request.
    pub async fn another(&self) -> Result<(), AgentError> {
        match self.0.budgets.reserve(&self.0.spender, Amount::call(0)).await {
            Ok(_) => Ok(()),
            Err(Error::Budget(refusal)) => Err(AgentError::BudgetSpent(refusal)),
            Err(error) => {
                tracing::error!(%error, "a request of an agent could not be counted");
                Err(AgentError::Unavailable)
            }
        }
    }

    /// The correction for what the call cost. A service that did not say keeps what was reserved, unless nothing came of
    /// the call.
    pub fn settlement(&self, usage: Usage, came_to_nothing: bool) -> Settlement {
        let tokens = credible_tokens(usage.input).saturating_add(credible_tokens(usage.output));
        if tokens == 0 && !came_to_nothing { Settlement::default() } else { self.0.charge.settled(tokens) }
    }

    /// Counts what the call cost.
    pub async fn settle(&self, usage: Usage, came_to_nothing: bool) {
        self.0.budgets.settle(&self.settlement(usage, came_to_nothing)).await;
    }

    /// Gives everything back: there was no call.
    pub async fn release(self) {
        self.0.budgets.settle(&self.0.charge.released()).await;
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Permit").field(&self.0.spender).finish()
    }
}

/// A refusal, counted for whoever watches the server.
pub(in crate::core) fn refused(refusal: Refusal) -> Error {
    count_refusal(refusal.scope, refusal.kind.as_str());
    Error::Budget(refusal)
}

fn count_refusal(scope: Scope, kind: &'static str) {
    metrics::counter!("parlor_budget_refused_total", "scope" => scope.as_str(), "kind" => kind).increment(1);
}
