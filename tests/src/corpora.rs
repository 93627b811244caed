//! Test data that lives beside the checkout, and is not part of the project.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of the corpora: `PARLOR_CORPORA`, else `../shared/corpora` beside the workspace.
pub fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let folder = std::env::var_os("PARLOR_CORPORA").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// A JSON file of the project's own corpora, in `tests/corpora`.
///
/// # Panics
/// When it is absent or not JSON.
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test without its data must not pass")]
pub fn own(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora").join(name);
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap()
}

/// A file of the corpora beside the checkout; `None`, and a line that says so, when they are not there.
pub fn beside(name: &str) -> Option<PathBuf> {
    let path = folder().map(|folder| folder.join(name)).filter(|path| path.exists());
    if path.is_none() {
        eprintln!("skipped: the corpus {name} is not beside this checkout (set PARLOR_CORPORA)");
    }
    path
}
