//! `cargo xtask conformance`: compares a running server with the pages of the five vendors.

use anyhow::Result;

use crate::process::{quiet, stream};
use crate::workspace::Workspace;

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    quiet(
        workspace,
        "build-conformance",
        "building the conformance kit (some minutes the first time)",
        workspace.command("cargo").args(["build", "--package", "parlor-tests", "--bin", "conformance"]),
    )?;
    let mut kit = workspace.command(&workspace.binary("debug", "conformance").to_string_lossy());
    stream("comparing the server with the pages", kit.args(rest))
}
