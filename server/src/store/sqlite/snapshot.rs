//! A copy of a database that others write to: all of it as it was at one moment.

use std::str::FromStr as _;

use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

use super::{file, patience::BUSY};
use crate::{
    core::store::{StoreError, Stored},
    store::failure,
};

/// Copies the database at `from` to a new file at `to`, while writers keep writing. Returns the names of the
/// bytes of its visitors' files.
pub async fn snapshot(from: &str, to: &str) -> Stored<Vec<String>> {
    let options = SqliteConnectOptions::from_str("sqlite://").map_err(failure)?.busy_timeout(BUSY);
    let mut database = options.clone().filename(from).create_if_missing(false).connect().await.map_err(failure)?;
    file::make_private(to);
    sqlx::query("vacuum into $1").bind(to).execute(&mut database).await?;
    database.close().await.map_err(failure)?;
    let mut copy = options.filename(to).create_if_missing(false).connect().await.map_err(failure)?;
    check(&mut copy).await?;
    let query = sqlx::query_scalar("select conversation_id || '/' || id from attachments order by created_at, id");
    let keys = query.fetch_all(&mut copy).await?;
    copy.close().await.map_err(failure)?;
    Ok(keys)
}

/// Checks that a database file is whole.
pub async fn verify(path: &str) -> Stored<()> {
    let options = SqliteConnectOptions::from_str("sqlite://").map_err(failure)?;
    let mut database = options.filename(path).create_if_missing(false).connect().await.map_err(failure)?;
    check(&mut database).await?;
    database.close().await.map_err(failure)
}

async fn check(database: &mut sqlx::SqliteConnection) -> Stored<()> {
    let found: String = sqlx::query_scalar("pragma integrity_check(1)").fetch_one(database).await?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Broken(format!("the database is damaged: {found}"))) }
}
