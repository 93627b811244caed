//! Opening the file, and its two ways in.

use std::{path::Path, str::FromStr as _};

use futures_util::future::BoxFuture;
use sqlx::{
    ConnectOptions as _, Connection as _, Sqlite, SqliteConnection, SqlitePool,
    migrate::Migrator,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tempfile::TempDir;
use tokio::{
    sync::{Mutex, RwLock},
    task::JoinHandle,
};

use super::{
    file,
    patience::BUSY,
    traces,
    writer::{JobKind, Writer},
};
use crate::{
    core::{
        disk::Reserve,
        store::{StoreError, Stored},
    },
    store::{failure, migration::migration_failure},
};

const READERS: u32 = 4;
/// After a checkpoint the write-ahead log shrinks to this.
const WAL_LIMIT: &str = "67108864";

/// The schema's history.
pub(in crate::store) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// The migrations a file has had; `None` when there is no file or none of them. Nothing is created or changed.
pub(in crate::store) async fn applied(path: &str) -> Stored<Option<Vec<i64>>> {
    if !std::path::Path::new(path).exists() {
        return Ok(None);
    }
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY);
    let mut connection = options.connect().await.map_err(failure)?;
    let tables = "select exists (select 1 from sqlite_master where name = '_sqlx_migrations')";
    let applied = if sqlx::query_scalar(tables).fetch_one(&mut connection).await.map_err(failure)? {
        let versions = sqlx::query_scalar("select version from _sqlx_migrations where success");
        Some(versions.fetch_all(&mut connection).await.map_err(failure)?)
    } else {
        None
    };
    connection.close().await.map_err(failure)?;
    Ok(applied)
}

/// A SQLite file.
#[derive(Debug)]
pub struct Database {
    /// `None` once closed.
    writer: RwLock<Option<Writer>>,
    /// The writer's queue; `None` once it has ended.
    writing: Mutex<Option<JoinHandle<()>>>,
    readers: SqlitePool,
    /// The space kept free on the file's disk.
    reserve: Option<Reserve>,
    /// The folder of a temporary file; it goes when this is dropped. After the connections: fields are dropped in order.
    temporary: Mutex<Option<TempDir>>,
}

impl Database {
    /// Opens a file, making it when absent: readable and writable by its owner alone.
    pub async fn open(path: &str, reserve: Option<Reserve>) -> Stored<Self> {
        file::make_private(path);
        let options = options(path)?.synchronous(SqliteSynchronous::Full).optimize_on_close(true, None);
        Self::connect(options, reserve, None).await
    }

    /// Opens a new file in a folder of its own, which only this user may enter. It is removed on closing, or when the
    /// store is dropped; a process that is killed leaves it to the clean-up of the folder for temporary files.
    pub async fn temporary() -> Stored<Self> {
        let unusable = |error| StoreError::Unavailable(format!("no temporary folder: {error}"));
        let folder = tempfile::Builder::new().prefix("parlor-").tempdir().map_err(unusable)?;
        // Nobody opens it again: the disk need not have it when a write is acknowledged.
        let options = options(folder.path().join("parlor.db"))?.synchronous(SqliteSynchronous::Off);
        Self::connect(options, None, Some(folder)).await
    }

    async fn connect(
        options: SqliteConnectOptions,
        reserve: Option<Reserve>,
        temporary: Option<TempDir>,
    ) -> Stored<Self> {
        let mut connection = options.connect().await.map_err(failure)?;
        let new = file::is_new(&mut connection).await?;
        MIGRATIONS.run(&mut connection).await.map_err(|error| migration_failure(&error))?;
        file::purge(&mut connection, new).await;
        // A process that died may have left erased rows there.
        traces::cut(&mut connection).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(BUSY)
            // A file does not hang up, and each connection is tried when it comes back.
            .test_before_acquire(false)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await
            .map_err(failure)?;
        let (writer, writing) = Writer::start(connection);
        Ok(Self {
            writer: RwLock::new(Some(writer)),
            writing: Mutex::new(Some(writing)),
            readers,
            reserve,
            temporary: Mutex::new(temporary),
        })
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        self.run(work, JobKind::Write).await
    }

    /// The same for work that adds what may grow without bounds: refused while the disk's reserve is reached.
    pub(super) async fn grow<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        self.has_room()?;
        self.write(work).await
    }

    /// [`StoreError::ReserveReached`] while the disk's reserve is.
    pub(super) fn has_room(&self) -> Stored<()> {
        self.reserve.as_ref().map_or(Ok(()), Reserve::check)
    }

    /// The same for work that erases: nobody finds in any file what it removed.
    pub(super) async fn erase<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        self.run(work, JobKind::Erase).await
    }

    async fn run<T, F>(&self, work: F, kind: JobKind) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        let writer = self.writer.read().await.clone().ok_or_else(closed)?;
        writer.run(work, kind).await
    }

    pub(super) async fn reader(&self) -> Stored<PoolConnection<Sqlite>> {
        self.readers.acquire().await.map_err(failure)
    }

    pub(super) async fn shut(&self) {
        // The writer's connection must be the last: only then, and only because it may write, SQLite folds the
        // write-ahead log into the file.
        self.readers.close().await;
        self.writer.write().await.take();
        let mut writing = self.writing.lock().await;
        if let Some(task) = writing.as_mut()
            && let Err(error) = task.await
        {
            tracing::warn!(%error, "the writer did not end in order");
        }
        *writing = None;
        if let Some(folder) = self.temporary.lock().await.take()
            && let Err(error) = folder.close()
        {
            tracing::warn!(%error, "the temporary database was not removed");
        }
    }
}

/// The options every file is opened with.
fn options(path: impl AsRef<Path>) -> Stored<SqliteConnectOptions> {
    let options = SqliteConnectOptions::from_str("sqlite://").map_err(failure)?;
    Ok(options
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("journal_size_limit", WAL_LIMIT)
        // Erased content is overwritten with zeros, and nothing is written beside the database and its log.
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory"))
}

fn closed() -> StoreError {
    StoreError::Unavailable("the database is closed".into())
}
