//! Detection of installed programs and versions.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process::output_of;
use crate::workspace::Workspace;

/// Fails with the command to type if a program is missing.
pub(super) fn need(workspace: &Workspace, program: &str, how: &str) -> Result<()> {
    if output_of(workspace.command(program).arg("--version")).is_none() {
        bail!("{program} is missing: {how}");
    }
    Ok(())
}

/// Returns the version `tool` reports, if it runs at all: the first word that begins with a digit.
pub(super) fn version_of(workspace: &Workspace, program: &Path) -> Option<String> {
    let said = output_of(workspace.command(&program.to_string_lossy()).arg("--version"))?;
    said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}
