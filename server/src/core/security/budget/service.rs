//! The service that counts calls and makes permits: the only way to an agent or a voice service.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use parlor_shared::widget::Usage;

use super::{
    charge::{Amount, BudgetKey, BudgetRefusal, Charge, Claim, Scope, Settlement, credible_tokens},
    limits::{BudgetLimits, ends_at},
    spender::{RequestSource, Spender},
};
use crate::core::{
    clock::Clock,
    conversation::agent_error::AgentError,
    entropy::hex,
    error::Error,
    security::{address_key::AddressKey, rate_limit::PerMinute, token::Signer},
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
    #[tracing::instrument(skip_all)]
    pub async fn reserve(&self, spender: &Spender, cost: Amount) -> Result<Permit, Error> {
        let charge = self.charge(spender, cost);
        match self.0.store.charge(&charge).await? {
            Ok(()) => Ok(Permit::new(self.clone(), spender.clone(), charge)),
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// Counts one message of an address in this minute, over all its conversations.
    pub fn take_message(&self, source: RequestSource) -> Result<(), Error> {
        let RequestSource::Address(address) = source else { return Ok(()) };
        self.0.messages.take(&address, 1).inspect_err(|_| count_refusal(Scope::Address, "messages"))
    }

    /// Forgets addresses that have said nothing for a while.
    pub fn forget_idle(&self) {
        self.0.messages.forget_idle();
    }

    /// Returns the charge for a call of this cost. An operation that stores the charge in its own transaction has
    /// counted it; [`Self::charged`] then makes the permit.
    pub(in crate::core) fn charge(&self, spender: &Spender, cost: Amount) -> Charge {
        charge(spender, &self.0.limits, &self.0.signer, cost, self.0.clock.now())
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
    #[tracing::instrument(level = "debug", skip_all)]
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
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn settle(&self, usage: Usage, came_to_nothing: bool) {
        self.0.budgets.settle(&self.settlement(usage, came_to_nothing)).await;
    }

    /// Gives everything back: there was no call.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn release(self) {
        self.0.budgets.settle(&self.0.charge.released()).await;
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Permit").field(&self.0.spender).finish()
    }
}

/// Builds the charge for a cost. `signer` makes pseudonyms: no address is stored.
fn charge(spender: &Spender, limits: &BudgetLimits, signer: &Signer, cost: Amount, at: Timestamp) -> Charge {
    let address = match spender.source {
        RequestSource::Address(key) => Some(hex(&signer.seal(&["budget", &key.to_string()])[..16])),
        RequestSource::Team => None,
    };
    let subjects = [
        (Scope::Conversation, spender.conversation.as_ref().map(ToString::to_string)),
        (Scope::Address, address),
        (Scope::Widget, spender.widget.as_ref().map(ToString::to_string)),
        (Scope::Team, Some(spender.team.to_string())),
    ];
    let claims = subjects.into_iter().filter_map(|(scope, subject)| {
        let account = BudgetKey { scope, subject: subject? };
        Some(Claim { account, most: limits.most(scope), ends_at: ends_at(scope, at) })
    });
    Charge::new(claims.collect(), cost, at)
}

/// A refusal, counted in the server's metrics.
pub(in crate::core) fn refused(refusal: BudgetRefusal) -> Error {
    count_refusal(refusal.scope, refusal.kind.as_str());
    Error::Budget(refusal)
}

fn count_refusal(scope: Scope, kind: &'static str) {
    metrics::counter!("parlor_budget_refused_total", "scope" => scope.as_str(), "kind" => kind).increment(1);
}
