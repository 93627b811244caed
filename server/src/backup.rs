//! `parlor backup` and `parlor restore`: all that a server with SQLite keeps, in one file.
//!
//! The file is a tar archive: first `parlor.db`, the database as it was at one moment, then `attachments/…`, the bytes of
//! its visitors' files. The signing secret and the configuration are not in it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};
use tar::{Archive, Builder, EntryType, Header};

use crate::{core::conversation::attachment::Objects, store};

/// The database's name in the archive.
const DATABASE: &str = "parlor.db";
/// The prefix of visitors' files in the archive.
const ATTACHMENTS: &str = "attachments/";
/// Maximum size of a visitor's file that is read, in bytes: above the largest upload that a server accepts.
const LARGEST: u64 = 256 * 1024 * 1024;

/// The numbers of files copied and missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Copied {
    /// Number of visitors' files copied.
    pub files: usize,
    /// Number of visitors' files that the database lists but storage does not have: they were erased during the backup,
    /// or their upload was never completed.
    pub missing: usize,
}

/// Writes the database and its visitors' files to a new file. A server may go on writing to both.
///
/// # Errors
/// When there is a file at `to`, or something cannot be read or written; no file is at `to` then.
pub async fn backup(database: &Path, objects: &dyn Objects, to: &Path) -> Result<Copied> {
    ensure!(!to.exists(), "{} is there already; a backup replaces nothing", to.display());
    let (copy, part) = (Scratch::beside(to, "db")?, Scratch::beside(to, "part")?);
    let keys = store::snapshot(utf8(database)?, utf8(&copy.0)?).await.context("the database cannot be copied")?;
    let mut archive = Builder::new(private(&part.0)?);
    let mut snapshot = File::open(&copy.0)?;
    archive.append_file(DATABASE, &mut snapshot)?;
    let mut copied = Copied { files: 0, missing: 0 };
    for key in keys {
        match objects.get(&key).await.with_context(|| format!("the file {key} cannot be read"))? {
            Some(bytes) => {
                append(&mut archive, &key, &bytes)?;
                copied.files += 1;
            }
            None => copied.missing += 1,
        }
    }
    archive.into_inner()?.sync_all()?;
    fs::rename(&part.0, to)?;
    sync_folder(to)?;
    Ok(copied)
}

fn append(archive: &mut Builder<File>, key: &str, bytes: &[u8]) -> Result<()> {
    let mut header = Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    header.set_entry_type(EntryType::Regular);
    Ok(archive.append_data(&mut header, format!("{ATTACHMENTS}{key}"), bytes)?)
}

/// Puts what a backup holds where a server looks for it. Returns how many visitors' files there were.
///
/// # Errors
/// When there is a database already, or the backup is none or damaged; no database is there then.
pub async fn restore(from: &Path, database: &Path, objects: &dyn Objects) -> Result<usize> {
    ensure!(!database.exists(), "{} is there already; restoring replaces nothing", database.display());
    let file = File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
    let part = Scratch::beside(database, "part")?;
    let (mut archive, mut found, mut files) = (Archive::new(file), false, 0);
    for entry in archive.entries()? {
        let mut entry = entry.context("the backup is damaged")?;
        ensure!(entry.header().entry_type() == EntryType::Regular, "the backup holds more than files");
        let name =
            String::from_utf8(entry.path_bytes().into_owned()).context("the backup holds a file without a name")?;
        if name == DATABASE {
            io::copy(&mut entry, &mut private(&part.0)?).context("the database cannot be written")?;
            found = true;
        } else {
            let key = name.strip_prefix(ATTACHMENTS).filter(|key| is_key(key));
            let key = key.with_context(|| format!("{name} does not belong into a backup"))?;
            ensure!(entry.size() <= LARGEST, "{name} is too large");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).context("the backup is damaged")?;
            objects.put(key, bytes.into()).await.with_context(|| format!("{name} cannot be written"))?;
            files += 1;
        }
    }
    ensure!(found, "{} is no backup: there is no {DATABASE} in it", from.display());
    store::verify(utf8(&part.0)?).await.context("the database in the backup is damaged")?;
    File::open(&part.0)?.sync_all()?;
    fs::rename(&part.0, database)?;
    sync_folder(database)?;
    Ok(files)
}

/// Names of objects are two ids.
fn is_key(key: &str) -> bool {
    let is_id =
        |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    key.split_once('/').is_some_and(|(conversation, id)| is_id(conversation) && is_id(id))
}

/// A file of ours that goes when we are done.
struct Scratch(PathBuf);

impl Scratch {
    /// Beside another file, so that it can take its place.
    fn beside(file: &Path, ending: &str) -> Result<Self> {
        let name = file.file_name().with_context(|| format!("{} names no file", file.display()))?;
        let mut name = name.to_owned();
        name.push(format!(".{ending}"));
        let path = file.with_file_name(name);
        if path.exists() {
            bail!("{} is there: another backup runs, or one was interrupted; remove it", path.display());
        }
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // After a rename to the final name, the file is no longer at this path.
        _ = fs::remove_file(&self.0);
    }
}

/// A new file that only its owner may read.
fn private(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("{} cannot be written", path.display()))
}

/// A new name is on the disk once its folder is.
fn sync_folder(file: &Path) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no UTF-8", path.display()))
}

#[cfg(test)]
mod tests {
    use super::is_key;

    #[test]
    fn a_backup_writes_nowhere_else() {
        assert!(is_key("0190b3c0-1111-7222-8333-444455556666/0123abcd"));
        for odd in ["", "/", "a", "a/", "/b", "../b", "a/..", "a/b/c", "a/b.db", "a\\b/c", "a/b\0"] {
            assert!(!is_key(odd), "{odd:?}");
        }
    }
}
