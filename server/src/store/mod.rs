//! Storage behind `core::store`: SQLite and PostgreSQL; one contract suite runs on both.
//!
//! The statements and row types in `sql/` are compiled twice, once for each database; what differs (how a write gets its
//! connection, locking, JSON) is in `sqlite/` and `postgres/`. To add a method: write it in the trait in `core::store`, its
//! statements in the `statements!` of a file in `sql/`, a function there that takes a connection, and a promise in the
//! contract suite (`tests/tests/server/store/`). To add a column: a migration for each database, the file's `columns!`, its row
//! type and entity, and what its statements bind.
//!
//! U+0000 cannot be stored by PostgreSQL; in free text and in JSON it is replaced by U+FFFD on both.

mod address;
mod failure;
mod json;
mod migration;
mod names;
mod packed;
mod postgres;
mod schema;
mod sqlite;
mod stored;
mod volume;

use std::sync::Arc;

use address::{TEMPORARY, sqlite_path, unknown_url};
pub(crate) use failure::failure;
pub use postgres::Database as PostgresStore;
pub use schema::{SchemaState, inspect};
pub use sqlite::{Database as SqliteStore, snapshot, verify};
pub use volume::Volume;

pub(crate) use crate::core::conversation::message::storable as clean;
use crate::core::{
    conversation::run::{LogChunk, RunEvent},
    disk::Reserve,
    store::{Store, StoreError, Stored},
};

/// Opens a store and brings its schema up to date.
///
/// `memory:` is a SQLite file in a folder of its own for temporary files, which is removed when the store is closed or
/// dropped. `sqlite://path` or a bare path is a file, made when absent; `postgres://…` is a database, which must exist.
pub async fn open(url: &str) -> Stored<Arc<dyn Store>> {
    open_with(url, None).await
}

/// The same; a file takes nothing new while less than the reserve is free, unless it is a temporary one. A database server
/// looks after its own disk.
pub async fn open_with(url: &str, reserve: Option<Reserve>) -> Stored<Arc<dyn Store>> {
    if url == TEMPORARY {
        return Ok(Arc::new(SqliteStore::temporary().await?));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Arc::new(PostgresStore::open(url).await?));
    }
    let path = sqlite_path(url).ok_or_else(unknown_url)?;
    Ok(Arc::new(SqliteStore::open(path, reserve).await?))
}

/// The same, when there is any.
pub(crate) fn clean_option(text: Option<&String>) -> Option<String> {
    text.map(|text| clean(text))
}

/// The events of a chunk that a log ending with number `last` does not have yet.
fn following(last: u64, chunk: &LogChunk) -> Stored<&[RunEvent]> {
    if chunk.first_seq == 0 || chunk.first_seq - 1 > last {
        return Err(StoreError::Broken(format!("event {} does not follow {last}", chunk.first_seq)));
    }
    let known = usize::try_from(last - (chunk.first_seq - 1)).unwrap_or(usize::MAX);
    Ok(chunk.events.get(known..).unwrap_or_default())
}
