//! The schema's version, before a database is opened for use.

use sqlx::migrate::{MigrateError, Migrator};

use super::{postgres, sqlite, sqlite_path};
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
    if url == "memory:" {
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

/// The reason a database could not be migrated, in words for the operator.
pub(super) fn migration_failure(error: &MigrateError) -> StoreError {
    StoreError::Broken(match error {
        MigrateError::VersionMissing(version) => newer_schema(*version),
        other => other.to_string(),
    })
}

fn newer_schema(version: i64) -> String {
    format!(
        "it was migrated by a newer version of Parlor (schema {version}): run that version, or restore the backup made \
         before the upgrade"
    )
}

pub(super) fn unknown_url() -> StoreError {
    StoreError::Broken("a database URL begins with sqlite://, postgres:// or memory:".into())
}
