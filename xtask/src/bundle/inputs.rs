//! One digest of all the bundle's inputs, so that an unchanged bundle is not built again.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::compress;
use crate::tools;
use crate::workspace::Workspace;

/// Files and folders that can change the bundle, including the code that packs it.
const SOURCES: [&str; 12] = [
    "Cargo.lock",
    "Cargo.toml",
    ".cargo/config.toml",
    "index.html",
    "dashboard",
    "demo",
    "shared/Cargo.toml",
    "shared/src",
    "widget/Cargo.toml",
    "widget/src",
    "widget/loader",
    "xtask/src/bundle",
];

/// Returns the digest in hexadecimal.
pub(super) fn digest(workspace: &Workspace) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(tools::versions());
    for source in SOURCES {
        add(&mut hash, &workspace.root, &workspace.root.join(source))?;
    }
    Ok(compress::hex(&hash.finalize()))
}

/// Adds a file by name, length and content, or a folder's entries in the order of their names.
fn add(hash: &mut Sha256, root: &Path, path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    if path.is_dir() {
        return sorted_entries(path)?.iter().try_for_each(|entry| add(hash, root, entry));
    }
    let content = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    hash.update(format!("{}\0{}\0", name, content.len()));
    hash.update(&content);
    Ok(())
}

/// Returns a folder's entries in the order of their names.
pub(super) fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut entries = read.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &Path) -> String {
        let mut hash = Sha256::new();
        add(&mut hash, folder, folder).unwrap();
        compress::hex(&hash.finalize())
    }

    #[test]
    fn the_digest_follows_content_and_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        std::fs::write(folder.path().join("in/a"), "1").unwrap();
        let first = of(folder.path());
        assert_eq!(first, of(folder.path()));
        std::fs::write(folder.path().join("in/a"), "2").unwrap();
        assert_ne!(first, of(folder.path()));
        std::fs::write(folder.path().join("in/a"), "1").unwrap();
        std::fs::rename(folder.path().join("in/a"), folder.path().join("in/b")).unwrap();
        assert_ne!(first, of(folder.path()));
    }
}
