//! `parlor backup` and `parlor restore`, from the server's own shell.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use parlor::{backup, config::Config};

#[derive(Args)]
pub(crate) struct BackupArgs {
    /// The backup, a tar file.
    file: PathBuf,
    #[command(flatten)]
    config: Config,
}

/// Prints how much was copied.
pub(crate) async fn back_up(args: &BackupArgs) -> Result<()> {
    let (database, files) = (database_file(&args.config)?, crate::files(&args.config)?);
    ensure!(database.exists(), "there is no database at {}", database.display());
    let copied = backup::backup(database, files.objects.as_ref(), &args.file).await?;
    println!("{} holds the database and {} of visitors' files", args.file.display(), copied.files);
    if copied.missing > 0 {
        eprintln!("parlor: {} files were erased meanwhile, or never brought to an end", copied.missing);
    }
    Ok(())
}

/// Prints how much was put back.
pub(crate) async fn restore(args: &BackupArgs) -> Result<()> {
    let (database, files) = (database_file(&args.config)?, crate::files(&args.config)?);
    let restored = backup::restore(&args.file, database, files.objects.as_ref()).await?;
    println!("{} is back, with {restored} of visitors' files", database.display());
    Ok(())
}

fn database_file(config: &Config) -> Result<&Path> {
    config.storage.file().context(
        "PARLOR_DATABASE_URL names no SQLite file: PostgreSQL is copied with pg_dump, visitors' files with the tools of \
         their folder or bucket",
    )
}
