//! `cargo xtask tools`: installs exact versions into `target/tools`, if they are missing.

mod cargo;
mod npm;
mod pip;
mod probe;
mod promtool;

use anyhow::{Context, Result};

use crate::arguments::no_arguments;
use crate::process::{output_of, say, stream};
use crate::workspace::Workspace;

const BROWSER_TARGET: &str = "wasm32-unknown-unknown";

/// Returns the tools' versions in one line: an input of the bundle.
pub(crate) fn versions() -> String {
    let all = [(cargo::BINDGEN.package, cargo::BINDGEN.version)].into_iter().chain(npm::PACKAGES);
    all.map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ")
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    no_arguments("tools", rest)?;
    ensure(workspace)?;
    say(&format!("all tools are in {}: {}", workspace.tools().display(), versions()));
    Ok(())
}

/// Installs everything the bundle needs. A second call takes about ten milliseconds.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    browser_target(workspace)?;
    npm::ensure(workspace)?;
    cargo::ensure(workspace, &cargo::BINDGEN)
}

/// Installs tools that only the tests need.
pub(crate) fn ensure_for_tests(workspace: &Workspace) -> Result<()> {
    ensure_nextest(workspace)?;
    promtool::ensure(workspace)?;
    pip::ensure(workspace)
}

/// Installs the test runner alone: the tests of `--quick` run no other program.
pub(crate) fn ensure_for_quick_tests(workspace: &Workspace) -> Result<()> {
    ensure_nextest(workspace)
}

/// Installs tools that only the tests of a full run need.
pub(crate) fn ensure_for_full_run(workspace: &Workspace) -> Result<()> {
    pip::ensure_for_full_run(workspace)
}

/// Installs other search engines and an embedding model, for `cargo xtask bench knowledge`.
pub(crate) fn ensure_for_knowledge(workspace: &Workspace) -> Result<()> {
    pip::ensure_for_knowledge(workspace)
}

/// Returns the variables that tell the bench their location.
pub(crate) fn for_knowledge(workspace: &Workspace) -> [(&'static str, std::path::PathBuf); 1] {
    [("PARLOR_ANCHORS_PYTHON", workspace.tools().join("anchors/bin/python"))]
}

/// Installs the test runner, unless the machine already has cargo-nextest.
fn ensure_nextest(workspace: &Workspace) -> Result<()> {
    if output_of(workspace.command("cargo-nextest").args(["nextest", "--version"])).is_some() {
        return Ok(());
    }
    cargo::ensure(workspace, &cargo::NEXTEST)
}

/// Installs cargo-deny.
pub(crate) fn ensure_deny(workspace: &Workspace) -> Result<()> {
    cargo::ensure(workspace, &cargo::DENY)
}

/// Installs cargo-audit.
pub(crate) fn ensure_audit(workspace: &Workspace) -> Result<()> {
    cargo::ensure(workspace, &cargo::AUDIT)
}

/// Installs the browser target: `targets` in rust-toolchain.toml is not enough if rustup may not install by itself.
fn browser_target(workspace: &Workspace) -> Result<()> {
    let sysroot = output_of(workspace.command("rustc").args(["--print", "sysroot"])).context("rustc does not run")?;
    if std::path::Path::new(&sysroot).join("lib/rustlib").join(BROWSER_TARGET).join("lib").is_dir() {
        return Ok(());
    }
    stream("adding the browser target", workspace.command("rustup").args(["target", "add", BROWSER_TARGET]))
        .with_context(|| format!("the toolchain has no {BROWSER_TARGET} and rustup could not add it"))
}

/// Installs a rustup component such as `clippy`, unless its program is found.
pub(crate) fn ensure_component(workspace: &Workspace, component: &str, program: &str) -> Result<()> {
    if output_of(workspace.command(program).arg("--version")).is_some() {
        return Ok(());
    }
    stream(&format!("adding {component}"), workspace.command("rustup").args(["component", "add", component]))
}
