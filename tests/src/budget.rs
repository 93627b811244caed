//! Permission for tests that call an agent themselves.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use parlor::core::{
    clock::SystemClock,
    security::{
        budget::{
            Amount, BudgetLimits, BudgetRefusal, Charge, RequestSource, Settlement, Spender,
            service::{Budgets, Permit},
        },
        token::Signer,
    },
    store::{BudgetStore, Stored},
};

use crate::{
    app::{TEAM, WIDGET, config},
    databases::Backend,
};

/// Counts nothing and has room for everything.
struct Uncounted;

#[async_trait]
impl BudgetStore for Uncounted {
    async fn charge(&self, _: &Charge) -> Stored<Result<(), BudgetRefusal>> {
        Ok(Ok(()))
    }

    async fn settle(&self, _: &Settlement) -> Stored<()> {
        Ok(())
    }

    async fn prune_budgets(&self, _: Timestamp) -> Stored<u64> {
        Ok(0)
    }
}

/// Budgets with these limits, counted here.
#[expect(clippy::unwrap_used, reason = "the secret is a constant")]
fn budgets(store: Arc<dyn BudgetStore>, limits: BudgetLimits) -> Budgets {
    let signer = Signer::new(&"test-secret-test-secret-test-secret!".into(), "parlor").unwrap();
    Budgets::new(store, Arc::new(SystemClock::default()), Arc::new(signer), limits)
}

/// The accounts that the tests' calls are charged to: those of the widget every test server has.
///
/// # Panics
/// Never: the ids are constants.
#[expect(clippy::unwrap_used, reason = "the ids are constants")]
pub fn spender(source: RequestSource) -> Spender {
    Spender { source, conversation: None, widget: Some(WIDGET.parse().unwrap()), team: TEAM.parse().unwrap() }
}

/// A permit that refuses nothing.
///
/// # Panics
/// Never: nothing is asked that could refuse.
#[expect(clippy::unwrap_used, reason = "nothing refuses")]
pub fn permit() -> Permit {
    let budgets = budgets(Arc::new(Uncounted), config(&[]).limits.budget());
    // Its future is ready at once.
    budgets.reserve(&spender(RequestSource::Team), Amount::call(0)).now_or_never().unwrap().unwrap()
}

/// A permit for the first of these calls, counted in a store of their own.
///
/// # Panics
/// When there is no room for one.
#[expect(clippy::unwrap_used, reason = "a test asks for room")]
pub async fn limited_permit(limits: BudgetLimits) -> Permit {
    let (store, _) = Backend::Temporary.open().await;
    budgets(store, limits).reserve(&spender(RequestSource::Team), Amount::call(0)).await.unwrap()
}
