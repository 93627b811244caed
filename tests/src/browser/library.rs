//! Other people's scripts, for the pages of the tests.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The text of a script that `cargo xtask tools` installed: its package and its path in it. `PARLOR_LIBRARIES` names
/// another folder of packages.
///
/// # Errors
/// When it is not installed: a test without it must not pass.
pub fn library(name: &str) -> Result<String> {
    let installed = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/node_modules");
    script(&std::env::var_os("PARLOR_LIBRARIES").map_or_else(installed, PathBuf::from).join(name))
}

/// The same for one of the packages that `tests/frameworks/package.json` names.
///
/// # Errors
/// When it is not installed.
pub fn framework(name: &str) -> Result<String> {
    script(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/frameworks/node_modules").join(name))
}

fn script(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("{} is missing: run `cargo xtask tools`, or set PARLOR_LIBRARIES", path.display()))
}
