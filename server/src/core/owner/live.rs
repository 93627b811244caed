//! Follows what happens in a team.

use std::{sync::Arc, time::Duration};

use parlor_shared::ids::TeamId;

use crate::core::{
    activity::{Record, RecordFilter},
    error::Error,
    store::Store,
};

/// The log is looked at this often: one row is read.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// Records that are read at once.
const BATCH: u32 = 100;

/// The records of a team after a number, as they are committed on any node.
pub struct LiveActivity {
    store: Arc<dyn Store>,
    team: TeamId,
    after: u64,
}

impl LiveActivity {
    /// From the record after this number on; from now on when `None`.
    #[tracing::instrument(skip_all)]
    pub async fn begin(store: Arc<dyn Store>, team: TeamId, after: Option<u64>) -> Result<Self, Error> {
        let latest = store.latest_activity(&team).await?;
        // A number that was not given yet is nobody's place.
        let after = after.map_or(latest, |after| after.min(latest));
        Ok(Self { store, team, after })
    }

    /// The number of the last record that was read.
    pub fn after(&self) -> u64 {
        self.after
    }

    /// Waits for the next records. On database errors it waits on. A call that is dropped loses nothing.
    #[tracing::instrument(skip_all)]
    pub async fn next(&mut self) -> Vec<Record> {
        loop {
            match self.poll().await {
                Ok(records) if records.is_empty() => {}
                Ok(records) => return records,
                Err(error) => tracing::warn!(?error, "the activity log could not be read"),
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    async fn poll(&mut self) -> Result<Vec<Record>, Error> {
        if self.store.latest_activity(&self.team).await? <= self.after {
            return Ok(Vec::new());
        }
        let records = self.store.activity_after(&self.team, self.after, &RecordFilter::default(), BATCH).await?;
        if let Some(last) = records.last() {
            self.after = last.seq;
        }
        Ok(records)
    }
}
