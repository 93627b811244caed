//! Failures of the database library in the domain's terms.

use sqlx::error::DatabaseError;

use crate::core::store::StoreError;

pub(crate) fn failure(error: sqlx::Error) -> StoreError {
    let text = error.to_string();
    match error {
        sqlx::Error::Database(cause) => reported(cause.as_ref(), text),
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => StoreError::Unavailable(text),
        _ => StoreError::Broken(text),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        failure(error)
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

fn reported(cause: &dyn DatabaseError, text: String) -> StoreError {
    let code = cause.code().unwrap_or_default();
    // SQLite's codes are numbers, PostgreSQL's have five characters.
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => by_number(number & 0xff, text),
        _ => by_state(&code, text),
    }
}

fn by_number(code: u32, text: String) -> StoreError {
    match code {
        // SQLITE_FULL
        13 => StoreError::Full,
        // SQLITE_BUSY, LOCKED, READONLY, IOERR, CANTOPEN
        5 | 6 | 8 | 10 | 14 => StoreError::Unavailable(text),
        _ => StoreError::Broken(text),
    }
}

fn by_state(state: &str, text: String) -> StoreError {
    let transient = ["08", "53", "57P"].iter().any(|class| state.starts_with(class));
    match state {
        // disk_full
        "53100" => StoreError::Full,
        // read_only_sql_transaction: a demoted primary; serialization_failure, deadlock_detected: try again
        "25006" | "40001" | "40P01" => StoreError::Unavailable(text),
        _ if transient => StoreError::Unavailable(text),
        _ => StoreError::Broken(text),
    }
}
