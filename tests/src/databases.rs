//! Real databases for tests: each test gets its own, and it is gone afterwards.

mod cluster;

use std::sync::Arc;

pub use cluster::Cluster;

use parlor::{core::store::Store, store};
use tempfile::TempDir;

/// Where a test's data is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backend {
    /// In memory.
    Memory,
    /// A file in a temporary folder.
    Sqlite,
    /// A fresh database in a temporary cluster.
    Postgres,
}

/// Removes a test's data when it is dropped.
pub struct Guard {
    /// The address the store was opened with.
    pub url: String,
    _data: Data,
}

/// What is there to remove.
enum Data {
    Nothing,
    Folder { _folder: TempDir },
    Database { _database: cluster::Database },
}

impl Backend {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Memory, Self::Sqlite, Self::Postgres];

    /// An address of an empty database.
    ///
    /// # Panics
    /// When there is none to be had: a test without its database must not pass.
    #[expect(clippy::unwrap_used, reason = "a test without its database must not pass")]
    pub async fn fresh(self) -> Guard {
        match self {
            Self::Memory => Guard { url: "memory:".into(), _data: Data::Nothing },
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let url = format!("sqlite://{}", folder.path().join("parlor.db").display());
                Guard { url, _data: Data::Folder { _folder: folder } }
            }
            Self::Postgres => {
                let database = cluster::Database::create().await.unwrap();
                Guard { url: database.url.clone(), _data: Data::Database { _database: database } }
            }
        }
    }

    /// An open, empty store.
    ///
    /// # Panics
    /// When it cannot be opened.
    #[expect(clippy::unwrap_used, reason = "a test without its database must not pass")]
    pub async fn open(self) -> (Arc<dyn Store>, Guard) {
        let guard = self.fresh().await;
        (store::open(&guard.url).await.unwrap(), guard)
    }
}
