//! The schema's version, before a database is opened for use.

use sqlx::migrate::Migrator;

use super::{
    address::{TEMPORARY, sqlite_path, unknown_url},
    migration::newer_schema,
    postgres, sqlite,
};
use crate::core::store::{StoreError, Stored};

/// The state of a database's schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SchemaState {
    /// No database, or one without tables of Parlor's.
    Absent,
    /// All migrations of this version are applied.
    Current,
    /// So many migrations are missing; opening the database applies them.
    Behind(usize),
}

/// Looks at a database without creating or changing it. An error when it cannot be read, or when a newer version of
/// Parlor has migrated it.
pub async fn inspect(url: &str) -> Stored<SchemaState> {
    if url == TEMPORARY {
        return Ok(SchemaState::Current);
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return state(&postgres::MIGRATIONS, postgres::applied(url).await?);
    }
    let path = sqlite_path(url).ok_or_else(unknown_url)?;
    state(&sqlite::MIGRATIONS, sqlite::applied(path).await?)
}

/// Compares the versions that were applied (`None`: there is no list of them) with those of this program.
fn state(known: &Migrator, applied: Option<Vec<i64>>) -> Stored<SchemaState> {
    let Some(applied) = applied else { return Ok(SchemaState::Absent) };
    if let Some(newer) = applied.iter().find(|version| !known.version_exists(**version)) {
        return Err(StoreError::Broken(newer_schema(*newer)));
    }
    let missing = known.iter().filter(|migration| !applied.contains(&migration.version)).count();
    Ok(if missing == 0 { SchemaState::Current } else { SchemaState::Behind(missing) })
}
