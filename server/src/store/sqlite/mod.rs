//! SQLite: one file, one writer that commits in groups, a pool of readers.

#[macro_use]
mod dialect;
mod execute;
mod file;
mod patience;
mod pool;
mod snapshot;
mod traces;
mod write_queue;

pub use pool::Database;
pub(super) use pool::{MIGRATIONS, applied};
pub use snapshot::{snapshot, verify};

/// The database the shared statements are compiled for.
type Db = sqlx::Sqlite;
type Connection = sqlx::SqliteConnection;

#[path = "../sql/mod.rs"]
mod sql;
