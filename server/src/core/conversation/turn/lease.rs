//! Renews this node's leases, ends the answers of nodes that are not alive, removes old logs, and drains.

use std::time::Duration;

use super::turns::Turns;
use crate::core::{
    activity,
    error::Error,
    store::{Lease, RunSignal, Stored},
};

/// Leases are renewed this often: three times before they end.
const RENEW_EVERY: Duration = Duration::from_secs(1);
/// Logs of ended answers are kept this long for readers that come back.
const KEEP_LOGS: Duration = Duration::from_hours(24);
/// Old logs are looked for this often.
const PRUNE_EVERY: Duration = Duration::from_mins(10);

impl Turns {
    /// Ends the answers that a dead process left behind; call once before serving. `alone`: no other process uses this
    /// database.
    #[tracing::instrument(skip_all)]
    pub async fn recover(&self, alone: bool) -> Result<usize, Error> {
        let ended = self.parts.store.interrupt(self.parts.clock.now(), alone).await?;
        if !ended.is_empty() {
            tracing::warn!(answers = ended.len(), "answers of an earlier process were interrupted");
        }
        Ok(ended.len())
    }

    /// Keeps leases and logs in order until [`Turns::shut_down`]; run it in a task of its own.
    pub async fn keep(self) {
        let mut beat = tokio::time::interval(RENEW_EVERY);
        let mut prune = tokio::time::interval(PRUNE_EVERY);
        loop {
            tokio::select! {
                () = self.cut.cancelled() => return,
                _ = beat.tick() => self.beat().await,
                _ = prune.tick() => self.prune().await,
            }
        }
    }

    async fn beat(&self) {
        if !self.runs.is_empty()
            && let Err(error) = self.renew().await
        {
            // Our own leases may have expired too: do not interrupt other nodes' answers.
            tracing::warn!(%error, "leases could not be renewed");
            return;
        }
        let now = self.parts.clock.now();
        match self.parts.store.interrupt(now, false).await {
            Ok(ended) if ended.is_empty() => {}
            Ok(ended) => tracing::warn!(answers = ended.len(), "answers of a lost node were interrupted"),
            Err(error) => tracing::warn!(%error, "interrupted answers could not be looked for"),
        }
    }

    /// Renews our leases; stops the answers that another node was asked to stop.
    async fn renew(&self) -> Stored<()> {
        for (answer, signal) in self.parts.store.renew(&self.lease()).await? {
            if signal == RunSignal::Stop
                && let Some(run) = self.runs.get(&answer)
            {
                run.stop();
            }
        }
        Ok(())
    }

    async fn prune(&self) {
        let before = self.parts.clock.now() - KEEP_LOGS;
        while let Ok(1_000) = self.parts.store.prune_logs(before).await {}
        if let Err(error) = self.parts.store.prune_budgets(self.parts.clock.now()).await {
            tracing::warn!(%error, "old counts of budgets could not be removed");
        }
        let kept_since = self.parts.clock.now() - Duration::from_hours(24 * activity::KEPT_DAYS.unsigned_abs());
        if let Err(error) = self.parts.store.prune_activity(kept_since).await {
            tracing::warn!(%error, "old records of activity could not be removed");
        }
        self.budgets.forget_idle();
    }

    /// Refuses new messages from now on.
    pub fn drain(&self) {
        self.draining.cancel();
        self.tasks.close();
    }

    /// Resolves when no answer is being written any more; call [`Turns::drain`] first.
    #[tracing::instrument(skip_all)]
    pub async fn drained(&self) {
        self.tasks.wait().await;
    }

    /// Ends the answers that are still being written, as interrupted.
    #[tracing::instrument(skip_all)]
    pub async fn shut_down(&self) {
        self.drain();
        self.cut.cancel();
        self.drained().await;
        let now = self.parts.clock.now();
        let released =
            self.parts.store.renew(&Lease { owner: self.owner.clone(), until: now - Duration::from_millis(1) }).await;
        if let Err(error) = released.and(self.parts.store.interrupt(now, false).await) {
            tracing::error!(%error, "answers could not be ended; the next start will do it");
        }
    }
}
