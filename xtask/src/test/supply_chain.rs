//! Steps that check dependencies: known vulnerabilities, licences, sources.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::{output_of, quiet, say};
use crate::tools;
use crate::workspace::Workspace;

/// Folder that cargo-deny expects below its `db-path`: the end of the database's address, and a hash of it.
const CLONE: &str = "advisory-db-3157b0e258782691";
/// A lock file with a crate version that has a known vulnerability.
const FAULTY: &str = "xtask/src/test/faulty.lock";

/// Checks advisories, licences, bans and sources, by `deny.toml`. Without a database, it skips the advisories.
pub(super) fn deny(workspace: &Workspace) -> Result<()> {
    tools::ensure_deny(workspace)?;
    let mut fetch = workspace.command("cargo");
    fetch.args(["fetch", "--locked"]);
    quiet(workspace, "fetch", "fetching the sources of all platforms", &mut fetch)?;
    let mut command = workspace.command("cargo-deny");
    // Offline: use the local database.
    command.args(["--offline", "--color", "never", "check"]);
    if let Some(database) = database(workspace) {
        let folder = workspace.root.join("target/advisory-dbs");
        lay_out(&database, &folder.join(CLONE))?;
        command.arg("all").env("PARLOR_ADVISORY_DBS", folder);
    } else {
        skipped("advisories");
        command.args(["bans", "licenses", "sources"]);
    }
    quiet(workspace, "deny", "checking licences, bans, sources and advisories", &mut command)
}

/// Checks the packages in `Cargo.lock` for known vulnerabilities, by `.cargo/audit.toml`.
pub(super) fn audit(workspace: &Workspace) -> Result<()> {
    let Some(database) = database(workspace) else {
        skipped("audit");
        return Ok(());
    };
    tools::ensure_audit(workspace)?;
    if output_of(&mut audit_of(workspace, &database, FAULTY)).is_some() {
        bail!("cargo audit finds nothing in {FAULTY}, which names a crate with a known fault");
    }
    let mut command = audit_of(workspace, &database, "Cargo.lock");
    quiet(workspace, "audit", "looking for known faults in what Cargo.lock names", &mut command)
}

fn audit_of(workspace: &Workspace, database: &Path, lock: &str) -> std::process::Command {
    let mut command = workspace.command("cargo-audit");
    // `--stale`: accept a database of any age. cargo-deny finds yanked versions.
    command.args(["audit", "--no-fetch", "--stale", "--no-yanked", "--deny", "warnings", "--file", lock]);
    command.arg("--db").arg(database);
    command
}

fn skipped(what: &str) {
    say(&format!(
        "skipped: {what}, no advisory database at ../shared/corpora/rustsec/advisory-db (or in PARLOR_CORPORA)"
    ));
}

/// Returns RustSec's database, if it is beside the repository.
fn database(workspace: &Workspace) -> Option<PathBuf> {
    let named = std::env::var_os("PARLOR_CORPORA").map(PathBuf::from);
    let corpora = named.unwrap_or_else(|| workspace.root.join("../shared/corpora"));
    corpora.join("rustsec/advisory-db").canonicalize().ok().filter(|folder| folder.join("crates").is_dir())
}

/// Makes `clone` look like a freshly fetched clone: cargo-deny checks the time of `FETCH_HEAD` and reads `crates`.
fn lay_out(database: &Path, clone: &Path) -> Result<()> {
    std::fs::create_dir_all(clone.join(".git"))?;
    std::fs::write(clone.join(".git/FETCH_HEAD"), "")?;
    let crates = clone.join("crates");
    if crates.is_symlink() {
        std::fs::remove_file(&crates)?;
    }
    link(&database.join("crates"), &crates).with_context(|| format!("cannot link {}", crates.display()))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(windows)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_laid_out_again_and_again() {
        let folder = tempfile::tempdir().unwrap();
        let (database, clone) = (folder.path().join("db"), folder.path().join("dbs/clone"));
        std::fs::create_dir_all(database.join("crates/time")).unwrap();
        for _ in 0..2 {
            lay_out(&database, &clone).unwrap();
            assert!(clone.join("crates/time").is_dir());
            assert!(clone.join(".git/FETCH_HEAD").is_file());
        }
    }

    #[test]
    fn every_exception_gives_its_reason() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let audit = std::fs::read_to_string(root.join(".cargo/audit.toml")).unwrap();
        for line in audit.lines().filter(|line| line.contains("RUSTSEC-") && !line.trim_start().starts_with('#')) {
            assert!(line.split_once("# ").is_some_and(|(_, reason)| reason.len() > 20), "{line}");
        }
    }
}
