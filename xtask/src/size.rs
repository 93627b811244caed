//! `cargo xtask size`: the size of the files visitors download, and the budgets for it.

use anyhow::Result;

use crate::arguments::no_arguments;
use crate::bundle;
use crate::workspace::Workspace;

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    no_arguments("size", rest)?;
    let manifest = bundle::build(workspace, false)?;
    bundle::print(&manifest);
    bundle::check(&manifest)
}
