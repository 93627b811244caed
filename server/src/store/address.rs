//! Addresses of databases.

use crate::core::store::StoreError;

/// The address of a database that nobody finds again.
pub(super) const TEMPORARY: &str = "memory:";

/// The file a database URL names: `sqlite://path`, or a bare path. `None` for every other database.
pub(super) fn sqlite_path(url: &str) -> Option<&str> {
    match url.strip_prefix("sqlite://") {
        Some(path) => Some(path),
        None => (!url.contains("://") && url != TEMPORARY).then_some(url),
    }
}

/// The refusal of an address of no database we know.
pub(super) fn unknown_url() -> StoreError {
    StoreError::Broken("a database URL begins with sqlite://, postgres:// or memory:".into())
}
