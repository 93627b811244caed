//! Failures of storage, and the one place where they become refusals of the domain.

use crate::core::error::{Error, StorageFailure};

/// A failure of storage.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or is too busy. Nothing was written, unless the connection was lost during the
    /// commit: then the outcome is unknown.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The disk is full; nothing was written, reading works.
    #[error("the disk is full")]
    Full,
    /// The remaining free disk space is reserved for answers in progress and for erasing. Nothing was written;
    /// everything else works.
    #[error("the reserve of the disk is reached")]
    ReserveReached,
    /// The run now belongs to another node, or has ended. Nothing was written.
    #[error("the run is no longer ours")]
    LeaseLost,
    /// A row could not be decoded, or a statement failed for another reason.
    #[error("storage: {0}")]
    Broken(String),
}

/// A result of storage.
pub type Stored<T> = Result<T, StoreError>;

impl From<&StoreError> for StorageFailure {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable,
            StoreError::Full | StoreError::ReserveReached => Self::Full,
            StoreError::LeaseLost | StoreError::Broken(_) => Self::Broken,
        }
    }
}

impl From<StoreError> for StorageFailure {
    fn from(error: StoreError) -> Self {
        // Not returned to callers: the reason may name tables and files.
        tracing::error!(%error, "storage refused a request");
        Self::from(&error)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Storage(error.into())
    }
}
