//! Tools that cargo installs.

use anyhow::Result;

use super::probe::version_of;
use crate::process::{quiet, say};
use crate::workspace::Workspace;

/// A program from the registry at one exact version.
pub(super) struct Tool {
    /// Its package.
    pub(super) package: &'static str,
    /// The exact version.
    pub(super) version: &'static str,
    program: &'static str,
    features: &'static [&'static str],
    /// Expected duration on two cores.
    minutes: &'static str,
}

/// Writes the bundle's glue, and runs the widget's tests. Its version must equal the one in widget/Cargo.toml.
pub(super) const BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    program: "wasm-bindgen",
    features: &[],
    minutes: "about 1 minute",
};

/// Runs the tests.
pub(super) const NEXTEST: Tool = Tool {
    package: "cargo-nextest",
    version: "0.9.143",
    program: "cargo-nextest",
    features: &["--no-default-features", "--features", "default-no-update"],
    minutes: "about 4 minutes",
};

/// Checks licences, bans, sources and advisories.
pub(super) const DENY: Tool =
    Tool { package: "cargo-deny", version: "0.20.2", program: "cargo-deny", features: &[], minutes: "about 2 minutes" };

/// Looks up known vulnerabilities.
pub(super) const AUDIT: Tool = Tool {
    package: "cargo-audit",
    version: "0.22.2",
    program: "cargo-audit",
    // Without reading of binaries.
    features: &["--no-default-features"],
    minutes: "about 3 minutes",
};

/// Installs `tool` unless the exact version is there.
pub(super) fn ensure(workspace: &Workspace, tool: &Tool) -> Result<()> {
    let program = workspace.tools().join("bin").join(tool.program);
    if version_of(workspace, &program).as_deref() == Some(tool.version) {
        return Ok(());
    }
    let title = format!("installing {} {} ({})", tool.package, tool.version, tool.minutes);
    install(workspace, tool, &title, true).or_else(|error| {
        // The lock file inside a package may name a version that the registry no longer offers.
        say(&format!("{error:#}; trying again without the package's own lock file"));
        install(workspace, tool, &title, false)
    })
}

fn install(workspace: &Workspace, tool: &Tool, title: &str, locked: bool) -> Result<()> {
    let mut command = workspace.command("cargo");
    command
        // A debug build is fast enough to use and several times faster to make.
        .args(["install", "--debug", tool.package, "--version", tool.version])
        .args(tool.features)
        .args(locked.then_some("--locked"))
        .arg("--root")
        .arg(workspace.tools())
        // One folder for all tools: they share dependencies, and an interrupted install continues.
        .env("CARGO_TARGET_DIR", workspace.root.join("target/tools-build"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    quiet(workspace, &format!("install-{}", tool.package), title, &mut command)
}

#[cfg(test)]
mod tests {
    use super::BINDGEN;

    #[test]
    fn the_bindings_tool_equals_the_library() {
        let manifest = include_str!("../../../widget/Cargo.toml");
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", BINDGEN.version)));
    }
}
