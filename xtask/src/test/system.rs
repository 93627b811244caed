//! Properties of this system.

use std::path::{Path, PathBuf};

use crate::process::output_of;

/// Returns true if this program runs as root.
pub(super) fn is_root() -> bool {
    output_of(std::process::Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Finds a program in PATH.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder: PathBuf| folder.join(program)).find(|file: &PathBuf| is_file(file))
}

fn is_file(path: &Path) -> bool {
    path.is_file()
}
