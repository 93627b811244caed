//! The database's file: private, and free of what was erased before it was overwritten on erasing.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
};

use sqlx::SqliteConnection;

use super::execute::execute;
use crate::core::store::Stored;

/// The value of `user_version` in files whose free pages hold nothing that was erased.
const PURGED: i64 = 1;

/// Makes the file when absent, for its owner alone; SQLite gives its log the same mode. Says so when others may read a
/// file that is there. Whatever goes wrong, SQLite meets it as well and says what it is.
pub(super) fn make_private(path: &str) {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    if made.is_err()
        && let Ok(mode) = File::open(path).and_then(|file| file.metadata()).map(|data| data.permissions().mode())
        && mode & 0o007 != 0
    {
        tracing::warn!(path, mode = format!("{:o}", mode & 0o777), "other users may read the database: chmod 600");
    }
}

/// Returns true if nothing was ever in it.
pub(super) async fn is_new(connection: &mut SqliteConnection) -> Stored<bool> {
    let tables: i64 = sqlx::query_scalar("select count(*) from sqlite_schema").fetch_one(connection).await?;
    Ok(tables == 0)
}

/// Frees a file that an earlier version wrote of what it did not overwrite: once, by writing the file anew. Where there
/// is no room for that, the server works all the same, says so and tries again when it starts next.
pub(super) async fn purge(connection: &mut SqliteConnection, new: bool) {
    if let Err(error) = purge_once(connection, new).await {
        tracing::warn!(%error, "free pages of the database may hold what was erased: it could not be written anew");
    }
}

async fn purge_once(connection: &mut SqliteConnection, new: bool) -> Stored<()> {
    let version: i64 = sqlx::query_scalar("pragma user_version").fetch_one(&mut *connection).await?;
    if version >= PURGED {
        return Ok(());
    }
    if !new {
        tracing::info!("the database is written anew, once, to free it of what was erased; this may take minutes");
        // It may be larger than the memory.
        execute(connection, "pragma temp_store = file; vacuum; pragma temp_store = memory").await?;
    }
    execute(connection, "pragma user_version = 1").await
}
