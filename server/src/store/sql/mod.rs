//! The statements, compiled for each database: `super::Connection` and `super::dialect` say for which.

mod accounts;
mod agents;
mod attachments;
mod blueprints;
mod budgets;
mod conversations;
mod embeddings;
mod engagement;
mod erase;
mod events;
mod files;
mod identities;
mod invitations;
mod knowledge;
mod languages;
mod leads;
mod messages;
mod previews;
mod rendered;
mod runs;
mod teams;
mod turns;
mod visitors;
mod widgets;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::{Connection, Database, Db};
use crate::core::store::{Store, StoreError, Stored};

#[async_trait]
impl Store for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn ping(&self) -> Stored<()> {
        self.write(|c| {
            job(async move { execute(sqlx::query("update heartbeat set beats = beats + 1"), c).await.map(|_| ()) })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn room(&self) -> Stored<()> {
        self.has_room()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn close(&self) {
        self.shut().await;
    }
}

type Query<'q> = sqlx::query::Query<'q, Db, <Db as sqlx::Database>::Arguments>;

/// Runs a statement; returns how many rows it changed.
async fn execute(query: Query<'_>, connection: &mut Connection) -> Stored<u64> {
    Ok(query.execute(connection).await?.rows_affected())
}

/// A job that owns its arguments.
fn job<'c, T, F>(work: F) -> BoxFuture<'c, Stored<T>>
where
    F: Future<Output = Stored<T>> + Send + 'c,
{
    Box::pin(work)
}

fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

fn time(millis: i64) -> Stored<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(broken)
}

/// An id that came from a column.
fn id<I: TryFrom<String>>(text: String) -> Stored<I>
where
    I::Error: std::fmt::Display,
{
    text.try_into().map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> StoreError {
    StoreError::Broken(error.to_string())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
