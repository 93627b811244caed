//! `cargo xtask conformance`: a running server against the pages of the five vendors.

use anyhow::Result;

use crate::process::{quiet, stream};
use crate::workspace::Workspace;

/// The command.
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
