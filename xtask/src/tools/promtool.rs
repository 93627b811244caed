//! promtool, which checks metrics as Prometheus reads them; for the tests.
//!
//! It is part of Debian's package `prometheus` (19 MB), which would also install and start a server. So the package is
//! downloaded and unpacked, not installed, and only promtool is kept, in `target/tools/promtool`. Its version is
//! Debian's. A promtool in PATH is used instead.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process::{output_of, quiet, say};
use crate::workspace::Workspace;

const PACKAGE: &str = "prometheus";

/// Downloads promtool, unless it is there.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    let folder = workspace.tools().join("promtool");
    let ours = folder.join("promtool");
    if runs(workspace, Path::new("promtool")) || runs(workspace, &ours) {
        return Ok(());
    }
    if output_of(workspace.command("apt-get").arg("--version")).is_none() {
        bail!("promtool is missing: install Prometheus' promtool into PATH");
    }
    std::fs::create_dir_all(&folder)?;
    if fetch(workspace, &folder).is_err() {
        say("the package lists may be old; updating them");
        quiet(workspace, "apt-update", "updating the package lists", workspace.command("apt-get").arg("update"))?;
        fetch(workspace, &folder)?;
    }
    let script = "dpkg-deb --extract prometheus_*.deb unpacked && mv unpacked/usr/bin/promtool . && rm -r unpacked prometheus_*.deb";
    let mut command = workspace.command("sh");
    command.args(["-c", script]).current_dir(&folder);
    quiet(workspace, "unpack-promtool", "unpacking promtool", &mut command)?;
    if runs(workspace, &ours) { Ok(()) } else { bail!("{} does not run", ours.display()) }
}

fn fetch(workspace: &Workspace, folder: &Path) -> Result<()> {
    let mut command = workspace.command("apt-get");
    command.args(["download", PACKAGE]).current_dir(folder);
    quiet(workspace, "fetch-promtool", "fetching promtool (19 MB)", &mut command)
}

fn runs(workspace: &Workspace, program: &Path) -> bool {
    output_of(workspace.command(&program.to_string_lossy()).arg("--version")).is_some()
}
