//! `cargo xtask bundle`: what a page loads, built, packed and measured.

mod compress;
mod inputs;
mod manifest;
mod minify;
mod pack;

use anyhow::{Context, Result, bail};

pub(crate) use compress::sha256;
pub(crate) use manifest::{Entry, Manifest};

use crate::process::{quiet, say};
use crate::workspace::Workspace;
use crate::{size, tools};

/// The command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    let force = match rest {
        [] => false,
        [flag] if flag == "--force" => true,
        [unknown, ..] => bail!("`cargo xtask bundle` does not know {unknown:?}; see `cargo xtask bundle --help`"),
    };
    let manifest = build(workspace, force)?;
    size::print(&manifest);
    Ok(())
}

/// Brings dist/bundle up to date and checks the budgets.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Manifest> {
    let manifest = build(workspace, false)?;
    size::check(&manifest)?;
    Ok(manifest)
}

/// Brings dist/bundle up to date; the tools are installed only when there is something to do.
pub(crate) fn build(workspace: &Workspace, force: bool) -> Result<Manifest> {
    let inputs = inputs::digest(workspace)?;
    if !force && let Some(manifest) = manifest::read_if_current(&workspace.bundle(), &inputs) {
        say("the bundle is up to date");
        return Ok(manifest);
    }
    tools::ensure(workspace)?;
    trunk(workspace)?;
    pack::pack(workspace, inputs).context("packing dist/bundle")
}

fn trunk(workspace: &Workspace) -> Result<()> {
    // Nothing of an earlier build may slip into this one.
    let _ = std::fs::remove_dir_all(workspace.staging());
    let mut command = workspace.command("trunk");
    // NO_COLOR: trunk reads any value but "true" and "false" as a mistake.
    command.args(["build", "--release", "--offline"]).env_remove("NO_COLOR");
    quiet(
        workspace,
        "trunk",
        "building the widget (trunk, wasm-bindgen, wasm-opt; 3 minutes the first time)",
        &mut command,
    )
}

#[cfg(test)]
mod tests {
    /// Cargo silently leaves link-time optimisation out when a library is also an rlib: 15 % more to download.
    #[test]
    fn the_widget_is_optimised_across_crates() {
        let manifest = include_str!("../../../widget/Cargo.toml");
        assert!(manifest.contains("crate-type = [\"cdylib\"]"), "widget/Cargo.toml: crate-type must be cdylib alone");
    }
}
