//! Connecting, and transactions.

use std::{str::FromStr as _, time::Duration};

use futures_util::future::BoxFuture;
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, PgPool, Postgres,
    migrate::Migrator,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    core::store::Stored,
    store::{failure, migration::migration_failure},
};

const CONNECTIONS: u32 = 16;
/// A request waits no longer for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// After a failover, connections to the old primary are gone after this time at the latest.
const LIFETIME: Duration = Duration::from_mins(5);

/// The schema's history.
pub(in crate::store) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// The migrations a database has had; `None` when it has none of them. Nothing is created or changed.
pub(in crate::store) async fn applied(url: &str) -> Stored<Option<Vec<i64>>> {
    let options = PgConnectOptions::from_str(url).map_err(failure)?.application_name("parlor");
    let mut connection = options.connect().await.map_err(failure)?;
    let tables = "select to_regclass('_sqlx_migrations') is not null";
    let applied = if sqlx::query_scalar(tables).fetch_one(&mut connection).await.map_err(failure)? {
        let versions = sqlx::query_scalar("select version from _sqlx_migrations where success");
        Some(versions.fetch_all(&mut connection).await.map_err(failure)?)
    } else {
        None
    };
    connection.close().await.map_err(failure)?;
    Ok(applied)
}

/// A PostgreSQL database.
#[derive(Debug)]
pub struct Database {
    pool: PgPool,
}

impl Database {
    /// Connects, and brings the schema up to date; nodes that start together wait for each other.
    pub async fn open(url: &str) -> Stored<Self> {
        let options = PgConnectOptions::from_str(url).map_err(failure)?.application_name("parlor");
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .max_lifetime(LIFETIME)
            .after_connect(|connection, _| Box::pin(without_jit(connection)))
            .before_acquire(|connection, _| Box::pin(writable(connection)))
            .connect_with(options)
            .await
            .map_err(failure)?;
        MIGRATIONS.run(&pool).await.map_err(|error| migration_failure(&error))?;
        Ok(Self { pool })
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        let mut connection = self.pool.acquire().await.map_err(failure)?;
        let mut transaction = connection.begin().await.map_err(failure)?;
        let value = work(&mut transaction).await?;
        transaction.commit().await.map_err(failure)?;
        Ok(value)
    }

    /// The same for work that adds what may grow without bounds. The database server looks after its own disk.
    pub(super) async fn grow<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        self.write(work).await
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same call as SQLite's, which has a disk")]
    pub(super) fn has_room(&self) -> Stored<()> {
        Ok(())
    }

    /// The same for work that erases. The database overwrites what it removed when it vacuums.
    pub(super) async fn erase<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        self.write(work).await
    }

    pub(super) async fn reader(&self) -> Stored<PoolConnection<Postgres>> {
        self.pool.acquire().await.map_err(failure)
    }

    pub(super) async fn shut(&self) {
        self.pool.close().await;
    }
}

/// Compiling a statement takes longer than any of ours runs.
async fn without_jit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("set jit = off").execute(connection).await.map(|_| ())
}

/// A connection to a server that was demoted is closed, so that the next one finds the new primary.
async fn writable(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let read_only: String = sqlx::query_scalar("show transaction_read_only").fetch_one(connection).await?;
    Ok(read_only == "off")
}
