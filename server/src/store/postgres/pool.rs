//! Connecting, and transactions.

use std::{str::FromStr as _, time::Duration};

use futures_util::future::BoxFuture;
use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    core::store::{StoreError, Stored},
    store::failure,
};

const CONNECTIONS: u32 = 16;
/// A request waits no longer for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// After a failover, connections to the old primary are gone after this time at the latest.
const LIFETIME: Duration = Duration::from_mins(5);

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
            .before_acquire(|connection, _| Box::pin(writable(connection)))
            .connect_with(options)
            .await
            .map_err(failure)?;
        sqlx::migrate!("migrations/postgres")
            .run(&pool)
            .await
            .map_err(|error| StoreError::Broken(error.to_string()))?;
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

/// A connection to a server that was demoted is closed, so that the next one finds the new primary.
async fn writable(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let read_only: String = sqlx::query_scalar("show transaction_read_only").fetch_one(connection).await?;
    Ok(read_only == "off")
}
