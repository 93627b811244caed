//! `cargo xtask bench`: figures from a release server.

use anyhow::Result;

use crate::bundle;
use crate::process::{quiet, stream};
use crate::workspace::Workspace;

/// The command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    bundle::ensure(workspace)?;
    release_server(workspace)?;
    let mut command = workspace.command("cargo");
    command
        .args(["run", "--quiet", "--release", "--package", "parlor-tests", "--bin", "bench", "--"])
        .args(rest)
        .env("PARLOR_BIN", workspace.binary("release", "parlor"));
    stream("running the benchmarks", &mut command)
}

/// Builds the server with the release profile.
pub(crate) fn release_server(workspace: &Workspace) -> Result<()> {
    quiet(
        workspace,
        "build-release",
        "building the release server (several minutes the first time)",
        workspace.command("cargo").args(["build", "--release", "--package", "parlor"]),
    )
}
