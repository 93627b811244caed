//! `cargo xtask bundle`: builds, packs and measures the files a page loads.

mod budgets;
mod compress;
mod dashboard;
mod inputs;
mod manifest;
mod minify;
mod pack;
mod parts;
mod wasm;

use anyhow::{Context, Result, anyhow, bail};

pub(crate) use budgets::{check, print};
pub(crate) use compress::sha256;
pub(crate) use manifest::Manifest;

use self::dashboard::Dashboard;
use self::pack::Packer;
use self::wasm::Program;
use crate::process::say;
use crate::tools;
use crate::workspace::Workspace;

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    let force = match rest {
        [] => false,
        [flag] if flag == "--force" => true,
        [unknown, ..] => bail!("`cargo xtask bundle` does not know {unknown:?}; see `cargo xtask bundle --help`"),
    };
    let manifest = build(workspace, force)?;
    print(&manifest);
    Ok(())
}

/// Brings dist/bundle up to date and checks the budgets.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Manifest> {
    let manifest = build(workspace, false)?;
    check(&manifest)?;
    Ok(manifest)
}

/// Brings dist/bundle up to date; the tools are installed only if something has to be built.
pub(crate) fn build(workspace: &Workspace, force: bool) -> Result<Manifest> {
    let inputs = inputs::digest(workspace)?;
    if !force && let Some(manifest) = manifest::read_if_current(&workspace.bundle(), &inputs) {
        say("the bundle is up to date");
        return Ok(manifest);
    }
    tools::ensure(workspace)?;
    // While the one is compiled the other is shrunk: neither uses more than one core.
    let (widget, dashboard) = std::thread::scope(|scope| {
        let widget = scope.spawn(|| wasm::build(workspace, "parlor-widget"));
        let dashboard = dashboard::build(workspace);
        (widget.join(), dashboard)
    });
    let widget = widget.map_err(|_| anyhow!("building the widget panicked"))??;
    packed(workspace, &widget, &dashboard?, inputs).context("packing dist/bundle")
}

fn packed(workspace: &Workspace, widget: &Program, dashboard: &Dashboard, inputs: String) -> Result<Manifest> {
    let mut packer = Packer::begin(workspace);
    packer.widget(widget)?;
    packer.dashboard(dashboard)?;
    packer.demo()?;
    packer.finish(inputs)
}

#[cfg(test)]
mod tests {
    /// Cargo silently skips link-time optimisation if a library is also an rlib: 15 % more to download.
    #[test]
    fn the_widget_is_optimised_across_crates() {
        let manifest = include_str!("../../../widget/Cargo.toml");
        assert!(manifest.contains("crate-type = [\"cdylib\"]"), "widget/Cargo.toml: crate-type must be cdylib alone");
    }
}
