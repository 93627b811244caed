//! `parlor check-config`: says what is wrong with a configuration and changes nothing in the database.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use parlor::{
    config::Config,
    core::{
        conversation::attachment::Files,
        entropy::{Entropy, SystemEntropy, new_secret},
    },
    serve::Server,
    store::{SchemaState, inspect, open},
};

/// Prints what is there and what `parlor serve` would do; an error names the first thing that is wrong.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let secret = config.secret.or_any(config.storage.file(), &SystemEntropy);
    let config = &Config { secret, ..config.clone() };
    let url = &config.storage.database_url;
    let unusable = || format!("the database {} cannot be used", config.storage.shown());
    let state = inspect(url).await.with_context(unusable)?;
    // First: trying the place for files may create the folder it is in.
    if state == SchemaState::Absent {
        writable_folder(config).with_context(unusable)?;
    }
    let store = match state {
        SchemaState::Current => open(url).await.with_context(unusable)?,
        // Opening it would create or change it: the rest is checked with a database that is removed at the end.
        SchemaState::Absent | SchemaState::Behind(_) => {
            open("memory:").await.context("the folder for temporary files cannot be used")?
        }
    };
    let parts = crate::parts(config, Arc::clone(&store))?;
    try_files(&parts.files, parts.entropy.as_ref()).await.context("visitors' files cannot be kept")?;
    let _server = Server::new(config, parts, None)?;
    store.ping().await.context("the database takes no writes")?;
    store.close().await;
    println!("the configuration is sound; {}", told(state));
    Ok(())
}

fn told(state: SchemaState) -> String {
    match state {
        SchemaState::Current => "the database is up to date".into(),
        SchemaState::Absent => "there is no database yet, `parlor serve` creates it".into(),
        SchemaState::Behind(1) => {
            "the database needs 1 migration, which `parlor serve` applies: back it up first".into()
        }
        SchemaState::Behind(count) => {
            format!("the database needs {count} migrations, which `parlor serve` applies: back it up first")
        }
    }
}

/// Only a SQLite file can be absent: its folder must take it.
fn writable_folder(config: &Config) -> Result<()> {
    let Some(path) = config.storage.file() else { return Ok(()) };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let probe = tempfile::Builder::new().prefix(".parlor-check-").tempfile_in(folder);
    probe.with_context(|| format!("{} takes no new files", folder.display()))?;
    Ok(())
}

/// Keeps a file, reads it and removes it.
async fn try_files(files: &Files, entropy: &dyn Entropy) -> Result<()> {
    let key = format!("check-config/{}", new_secret(entropy));
    files.objects.put(&key, Bytes::from_static(b"parlor")).await?;
    let read = files.objects.get(&key).await?;
    files.objects.delete(&key).await?;
    anyhow::ensure!(read.is_some(), "what was written there is not there");
    Ok(())
}
