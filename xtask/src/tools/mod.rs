//! `cargo xtask tools`: exact versions into `target/tools`, if they are not there.

mod cargo;
mod npm;
mod pip;
mod promtool;

use anyhow::{Context, Result, bail};

use crate::process::{output_of, say, stream};
use crate::workspace::Workspace;

const BROWSER_TARGET: &str = "wasm32-unknown-unknown";

/// The tools' versions in one line: an input of the bundle.
pub(crate) fn versions() -> String {
    let all = cargo::TOOLS.iter().map(|tool| (tool.package, tool.version)).chain(npm::PACKAGES);
    all.map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ")
}

/// The command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    crate::no_arguments("tools", rest)?;
    ensure(workspace)?;
    say(&format!("all tools are in {}: {}", workspace.tools().display(), versions()));
    Ok(())
}

/// Everything the bundle needs. A second call costs some ten milliseconds.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    browser_target(workspace)?;
    npm::ensure(workspace)?;
    for tool in &cargo::TOOLS {
        cargo::ensure(workspace, tool)?;
    }
    Ok(())
}

/// What only the tests need.
pub(crate) fn ensure_for_tests(workspace: &Workspace) -> Result<()> {
    ensure_nextest(workspace)?;
    promtool::ensure(workspace)?;
    pip::ensure(workspace)
}

/// Installs what only the tests of a full run need.
pub(crate) fn ensure_for_full_run(workspace: &Workspace) -> Result<()> {
    pip::ensure_for_full_run(workspace)
}

/// Other engines that search, and a model of embeddings, for `cargo xtask bench knowledge`.
pub(crate) fn ensure_for_knowledge(workspace: &Workspace) -> Result<()> {
    pip::ensure_for_knowledge(workspace)
}

/// The variables that tell the bench where they are.
pub(crate) fn for_knowledge(workspace: &Workspace) -> [(&'static str, std::path::PathBuf); 1] {
    [("PARLOR_ANCHORS_PYTHON", workspace.tools().join("anchors/bin/python"))]
}

/// The test runner: whatever cargo-nextest the machine has, else the project's own.
fn ensure_nextest(workspace: &Workspace) -> Result<()> {
    if output_of(workspace.command("cargo-nextest").args(["nextest", "--version"])).is_some() {
        return Ok(());
    }
    cargo::ensure(workspace, &cargo::NEXTEST)
}

/// cargo-deny.
pub(crate) fn ensure_deny(workspace: &Workspace) -> Result<()> {
    cargo::ensure(workspace, &cargo::DENY)
}

/// cargo-audit.
pub(crate) fn ensure_audit(workspace: &Workspace) -> Result<()> {
    cargo::ensure(workspace, &cargo::AUDIT)
}

/// `targets` in rust-toolchain.toml is not enough where rustup may not install by itself.
fn browser_target(workspace: &Workspace) -> Result<()> {
    let sysroot = output_of(workspace.command("rustc").args(["--print", "sysroot"])).context("rustc does not run")?;
    if std::path::Path::new(&sysroot).join("lib/rustlib").join(BROWSER_TARGET).join("lib").is_dir() {
        return Ok(());
    }
    stream("adding the browser target", workspace.command("rustup").args(["target", "add", BROWSER_TARGET]))
        .with_context(|| format!("the toolchain has no {BROWSER_TARGET} and rustup could not add it"))
}

/// A rustup component such as `clippy`, found by the program it brings.
pub(crate) fn ensure_component(workspace: &Workspace, component: &str, program: &str) -> Result<()> {
    if output_of(workspace.command(program).arg("--version")).is_some() {
        return Ok(());
    }
    stream(&format!("adding {component}"), workspace.command("rustup").args(["component", "add", component]))
}

/// Refuses with the command to type when a program is missing.
fn need(workspace: &Workspace, program: &str, how: &str) -> Result<()> {
    if output_of(workspace.command(program).arg("--version")).is_none() {
        bail!("{program} is missing: {how}");
    }
    Ok(())
}

/// The version `tool` says it is, if it runs at all: the first word that begins with a digit.
fn version_of(workspace: &Workspace, program: &std::path::Path) -> Option<String> {
    let said = output_of(workspace.command(&program.to_string_lossy()).arg("--version"))?;
    said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}
