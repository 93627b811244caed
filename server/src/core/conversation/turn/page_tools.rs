//! Tools a page provides to an agent for one answer, and the outcomes it returns, on any node.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use parlor_shared::{
    ids::{ConversationId, MessageId},
    widget::MessageStatus,
};
use tokio::time::{Instant, sleep_until, timeout};

use super::{context::TurnContext, turns::Turns};
use crate::core::{
    conversation::{
        run::LiveRun,
        tool::page_tools::{Outcome, PageTool, PageTools, ToolResultSource},
    },
    error::Error,
    store::{Store, Stored},
};

/// Interval at which the writer looks for outcomes that another node received.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Maximum wait for a call that this node has not read yet: a page may answer it earlier.
const KNOWN_WITHIN: Duration = Duration::from_secs(2);

impl Turns {
    /// The tools of a page, for the answer of this run.
    pub(super) fn lent(&self, context: &TurnContext, tools: Vec<PageTool>, run: &Arc<LiveRun>) -> PageTools {
        if tools.is_empty() {
            return PageTools::default();
        }
        let (store, conversation) = (Arc::clone(&self.parts.store), context.conversation_id.clone());
        PageTools::new(tools, Arc::new(RunDesk { store, conversation, run: Arc::clone(run) }))
    }

    /// Stores the outcome of a call, on any node. [`Error::NotFound`] when this conversation has no such call,
    /// [`Error::Conflict`] when the outcome is no longer awaited.
    #[tracing::instrument(skip_all)]
    pub async fn hand_in(
        &self,
        conversation: &ConversationId,
        answer: &MessageId,
        call: &str,
        outcome: &Outcome,
    ) -> Result<(), Error> {
        let (message, run) = self.find(conversation, answer).await?;
        // On a timeout too, the log below decides.
        _ = timeout(KNOWN_WITHIN, run.called(call)).await;
        if !run.has_call(call) {
            return Err(Error::NotFound);
        }
        if message.status != MessageStatus::Streaming
            || !self.parts.store.hand_in(conversation, answer, call, outcome).await?
        {
            return Err(Error::Conflict("nobody waits for this call any more"));
        }
        run.tell_handed_in();
        Ok(())
    }
}

/// Finds the outcomes of one answer's calls.
struct RunDesk {
    store: Arc<dyn Store>,
    conversation: ConversationId,
    run: Arc<LiveRun>,
}

#[async_trait]
impl ToolResultSource for RunDesk {
    async fn outcome(&self, call: &str, patience: Duration) -> Outcome {
        let by = Instant::now() + patience;
        loop {
            match self.look(call).await {
                Ok(Some(outcome)) => return outcome,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "the outcome of a page's call could not be read just now"),
            }
            let now = Instant::now();
            if now >= by {
                return self.too_late(call).await;
            }
            tokio::select! {
                () = self.run.handed_in() => {}
                () = sleep_until(by.min(now + LOOK_EVERY)) => {}
            }
        }
    }
}

impl RunDesk {
    async fn look(&self, call: &str) -> Stored<Option<Outcome>> {
        self.store.handed_in(self.run.answer_id(), call).await
    }

    /// Stores a timeout as the outcome, so that no later one is accepted; an outcome that came at the last moment
    /// counts.
    async fn too_late(&self, call: &str) -> Outcome {
        let late = Outcome::Error("the page did not answer in time".into());
        match self.store.hand_in(&self.conversation, self.run.answer_id(), call, &late).await {
            Ok(false) => self.look(call).await.ok().flatten().unwrap_or(late),
            _ => late,
        }
    }
}
