//! PostgreSQL: a pool; each write is a transaction that locks its conversation.

#[macro_use]
mod dialect;
mod pool;

pub use pool::Database;
pub(super) use pool::{MIGRATIONS, applied};

/// The database the shared statements are compiled for.
type Db = sqlx::Postgres;
type Connection = sqlx::PgConnection;

#[path = "../sql/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the same statements for both databases: written once, compiled and tested for each"
)]
mod sql;
