//! Permission for tests that call an agent themselves.

use std::sync::Arc;

use futures_util::FutureExt as _;
use parlor::{
    core::{
        clock::{Clock, SystemClock},
        policy::credential::Signer,
        security::budget::{Amount, BudgetLimits, Budgets, Permit, Source, Spender},
    },
    store::MemoryStore,
};

use crate::app::{TEAM, WIDGET, config};

/// Budgets with these limits, counted in a store of their own.
///
/// # Panics
/// When the secret for tests is too weak.
#[expect(clippy::unwrap_used, reason = "the secret is a constant")]
pub fn budgets(clock: Arc<dyn Clock>, limits: BudgetLimits) -> Budgets {
    let signer = Signer::new(&"test-secret-test-secret-test-secret!".into(), "parlor").unwrap();
    Budgets::new(Arc::new(MemoryStore::default()), clock, Arc::new(signer), limits)
}

/// Whose accounts the tests' calls are counted in: those of the widget every test server has.
///
/// # Panics
/// Never: the ids are constants.
#[expect(clippy::unwrap_used, reason = "the ids are constants")]
pub fn spender(source: Source) -> Spender {
    Spender { source, conversation: None, widget: Some(WIDGET.parse().unwrap()), team: TEAM.parse().unwrap() }
}

/// A permit that refuses nothing.
pub fn permit() -> Permit {
    limited_permit(config(&[]).limits.budget())
}

/// A permit for the first of these calls.
///
/// # Panics
/// When there is no room for one.
#[expect(clippy::unwrap_used, reason = "a test asks for room")]
pub fn limited_permit(limits: BudgetLimits) -> Permit {
    let budgets = budgets(Arc::new(SystemClock::default()), limits);
    // A store in memory answers at once.
    budgets.reserve(&spender(Source::Team), Amount::call(0)).now_or_never().unwrap().unwrap()
}
