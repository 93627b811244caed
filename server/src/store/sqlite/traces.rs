//! Removes the traces of erased rows from the write-ahead log.
//!
//! `secure_delete` overwrites erased rows with zeros where they stood, but the log still holds the pages as they were
//! before. It is folded into the database and cut to nothing, which is possible only in a moment in which nobody reads
//! from it: tried at once, and again until it succeeds. No try waits for a reader, so that writing goes on.

use std::time::Duration;

use sqlx::SqliteConnection;
use tokio::time::Instant;

use super::{execute::execute, patience::BUSY};
use crate::core::store::Stored;

/// The second try is made after this, each later one after twice the time.
const FIRST_WAIT: Duration = Duration::from_millis(20);
/// No try is made later than this after the one before.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// After so many tries without success the log says so, once.
const TRIES_BEFORE_WARNING: u32 = 60;

/// Tells if erased rows may still be in the write-ahead log, and when it is to be cut next.
#[derive(Default)]
pub(super) struct Traces {
    due: Option<Instant>,
    tries: u32,
}

impl Traces {
    /// Resolves when the log is to be cut; never when nothing was erased.
    pub(super) async fn due(&self) {
        match self.due {
            Some(at) => tokio::time::sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    /// Cuts the log, or notes when to try again.
    pub(super) async fn remove(&mut self, connection: &mut SqliteConnection) {
        match cut(connection).await {
            Ok(true) => *self = Self::default(),
            Ok(false) => self.again(),
            Err(error) => {
                tracing::warn!(%error, "the write-ahead log could not be cut after an erase; trying again");
                self.again();
            }
        }
    }

    fn again(&mut self) {
        let wait = FIRST_WAIT.saturating_mul(1 << self.tries.min(16)).min(LONGEST_WAIT);
        self.due = Some(Instant::now() + wait);
        self.tries = self.tries.saturating_add(1);
        if self.tries == TRIES_BEFORE_WARNING {
            tracing::warn!(
                "what was erased is still in the write-ahead log: somebody reads the database without pause"
            );
        }
    }
}

/// Folds the write-ahead log into the database and cuts it to nothing; `false` when somebody reads from it just now.
pub(super) async fn cut(connection: &mut SqliteConnection) -> Stored<bool> {
    execute(connection, "pragma busy_timeout = 0").await?;
    let outcome: Result<(i64, i64, i64), sqlx::Error> =
        sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(&mut *connection).await;
    let patience = sqlx::AssertSqlSafe(format!("pragma busy_timeout = {}", BUSY.as_millis()));
    sqlx::raw_sql(patience).execute(connection).await?;
    let (busy, _, _) = outcome?;
    Ok(busy == 0)
}
