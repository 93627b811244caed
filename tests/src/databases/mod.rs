//! Real databases for tests: each test gets its own, and it is gone afterwards.

mod cluster;

use std::sync::Arc;

pub use cluster::Cluster;

use parlor::{core::store::Store, store};
use tempfile::TempDir;

/// Database of a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backend {
    /// A file that the store makes and removes itself (`memory:`): quick, for it may be lost.
    Temporary,
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

/// Data to remove.
enum Data {
    Nothing,
    Folder { _folder: TempDir },
    Database { _database: cluster::Database },
}

impl Backend {
    /// The two databases, on which all behaves alike.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// An address of an empty database.
    ///
    /// # Panics
    /// When none is available: a test without its database must not pass.
    #[expect(clippy::unwrap_used, reason = "a test without its database must not pass")]
    pub async fn fresh(self) -> Guard {
        match self {
            Self::Temporary => Guard { url: "memory:".into(), _data: Data::Nothing },
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
