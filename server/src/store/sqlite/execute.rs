//! Statements without values.

use sqlx::SqliteConnection;

use crate::{core::store::Stored, store::failure};

/// Runs one.
pub(super) async fn execute(connection: &mut SqliteConnection, statement: &'static str) -> Stored<()> {
    sqlx::raw_sql(statement).execute(connection).await.map(|_| ()).map_err(failure)
}
