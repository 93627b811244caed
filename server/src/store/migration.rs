//! Failures of migrations, in words for the operator.

use sqlx::migrate::MigrateError;

use crate::core::store::StoreError;

/// The reason a database could not be migrated, in words for the operator.
pub(super) fn migration_failure(error: &MigrateError) -> StoreError {
    StoreError::Broken(match error {
        MigrateError::VersionMissing(version) => newer_schema(*version),
        other => other.to_string(),
    })
}

/// The refusal of a database that a newer version has migrated.
pub(super) fn newer_schema(version: i64) -> String {
    format!(
        "it was migrated by a newer version of Parlor (schema {version}): run that version, or restore the backup made \
         before the upgrade"
    )
}
