//! The statements, compiled for each database: `super::Connection` and `super::dialect` say for which.

/// The statements of a file: a constant each, and `STATEMENTS`, all of them by name. They are written as one would type them
/// at the database's prompt; only lists of columns, which a row type names as well, and what the databases say in different
/// words (`super::dialect`) are put in.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $($part:expr),+;)+) => {
        $($(#[$doc])* const $name: &str = concat!($($part),+);)+

        /// All of them.
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

mod accounts;
mod activity;
mod agents;
mod all;
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
mod inbox;
mod invitations;
mod knowledge;
mod languages;
mod leads;
mod messages;
mod previews;
mod rendered;
mod run_log;
mod runs;
mod teams;
mod turns;
mod visitors;
mod widgets;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::{Connection, Database, Db, dialect};
use crate::core::store::{Store, StoreError, Stored};

statements! {
    BEAT = "update heartbeat set beats = beats + 1";
}

#[async_trait]
impl Store for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn ping(&self) -> Stored<()> {
        self.write(|c| job(async move { execute(sqlx::query(BEAT), c).await.map(|_| ()) })).await
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
