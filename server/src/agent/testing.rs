//! Shared by the agents' own tests.

use std::{num::NonZeroU32, sync::Arc};

use async_trait::async_trait;
use futures_util::FutureExt as _;
use jiff::Timestamp;

use crate::core::{
    clock::SystemClock,
    conversation::{agent_port::Question, tool::page_tools::PageTools},
    owner::agent::{AgentProfile, AgentSpec},
    security::{
        budget::{
            Amount, BudgetLimits, BudgetRefusal, Charge, Settlement, Spender,
            service::{Budgets, Permit},
        },
        token::Signer,
    },
    store::{BudgetStore, Stored},
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

/// Permission that refuses nothing.
fn permit() -> Permit {
    let amount = Amount::default();
    let limits = BudgetLimits {
        conversation: amount,
        address: amount,
        widget: amount,
        team: amount,
        messages_per_minute: NonZeroU32::MIN,
    };
    let signer = Signer::new(&"0123456789abcdef0123456789abcdef".into(), "parlor").unwrap();
    let clock = Arc::new(SystemClock::default());
    let budgets = Budgets::new(Arc::new(Uncounted), clock, Arc::new(signer), limits);
    let spender = Spender::of_team("team".parse().unwrap());
    // Its future is ready at once.
    budgets.reserve(&spender, Amount::call(0)).now_or_never().unwrap().unwrap()
}

/// Somebody asks.
pub(super) fn question(text: &str) -> Question {
    Question {
        profile: AgentProfile {
            id: "agent".parse().unwrap(),
            team_id: "team".parse().unwrap(),
            name: "Ada".into(),
            spec: AgentSpec::Scripted {},
            starter_prompts: vec![],
            language: "en".into(),
            created_at: Timestamp::UNIX_EPOCH,
        },
        conversation_id: "conversation".parse().unwrap(),
        message_id: "message".parse().unwrap(),
        text: text.into(),
        attachments: vec![],
        form: None,
        history: vec![],
        page_context: None,
        page_url: None,
        language: "en".into(),
        shows: crate::core::conversation::blocks::ClientFeatures::default(),
        page: PageTools::default(),
        visitor_name: None,
        permit: permit(),
    }
}
