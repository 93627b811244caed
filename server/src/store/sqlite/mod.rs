//! SQLite: one file, one writer that commits in groups, a pool of readers.

mod dialect;
mod pool;
mod writer;

pub use pool::Database;

/// The database the shared statements are compiled for.
type Db = sqlx::Sqlite;
type Connection = sqlx::SqliteConnection;

#[path = "../sql/mod.rs"]
mod sql;
