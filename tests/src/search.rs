//! Looking for what must not be in any file.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};

/// The files below a folder that hold a word, whatever else is in them. A file may go while it is looked for.
///
/// # Errors
/// When the search cannot run.
pub fn files_with(folder: &Path, word: &str) -> Result<Vec<PathBuf>> {
    let mut grep = Command::new("grep");
    grep.env("LC_ALL", "C").args([
        "--recursive",
        "--text",
        "--files-with-matches",
        "--fixed-strings",
        "--no-messages",
        "-e",
        word,
    ]);
    let output = grep.arg(folder).output().context("grep does not run")?;
    match output.status.code() {
        // 2 with a list or without: a file went meanwhile.
        Some(0..=2) => Ok(String::from_utf8(output.stdout)?.lines().map(PathBuf::from).collect()),
        _ => bail!("grep ended with {}", output.status),
    }
}
