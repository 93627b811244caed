//! Finding the source.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Folders that hold what tools made or others wrote; `.git` is a file in a linked work tree.
const NOT_OURS: &[&str] = &["target", "dist", "node_modules", ".git", "corpora", "fuzz"];

/// A file with its text.
pub(crate) struct File {
    /// Its path.
    pub(crate) path: PathBuf,
    /// Its content.
    pub(crate) text: String,
}

impl File {
    /// Its path below `folder` of the repository, with forward slashes.
    pub(crate) fn relative_to(&self, folder: &str) -> String {
        let base = root().join(folder);
        self.path.strip_prefix(&base).unwrap_or(&self.path).to_string_lossy().replace('\\', "/")
    }
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of the folders in `folder` of the repository.
pub(crate) fn folders(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join(folder)).into_iter().flatten().filter_map(Result::ok);
    entries.filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// All Rust files below `folder`; none when there is no such folder.
pub(crate) fn rust_files(folder: &Path) -> Vec<File> {
    text_files(folder).into_iter().filter(|file| file.path.extension().is_some_and(|it| it == "rs")).collect()
}

/// All files below `folder` that are text, sorted by name.
pub(crate) fn text_files(folder: &Path) -> Vec<File> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if NOT_OURS.iter().any(|skipped| entry.file_name() == *skipped) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            files.push(File { path, text });
        }
    }
}
