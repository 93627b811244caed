//! Tools that npm installs. No install scripts run and nothing is written outside `target/tools`.

use anyhow::{Context, Result};

use super::need;
use crate::process::quiet;
use crate::workspace::Workspace;

/// wasm-opt: Debian's is too old for what today's rustc emits. esbuild: minifies the loader and the glue.
pub(super) const PACKAGES: [(&str, &str); 2] = [("binaryen", "132.0.0"), ("esbuild", "0.28.2")];

/// axe-core: finds what keeps people out, in the tests in a browser. Turbo and React: pages the widget is a guest on.
/// undici: an HTTP client that keeps connections. No input of the bundle.
const FOR_TESTS: [(&str, &str); 5] = [
    ("axe-core", "4.14.1"),
    ("@hotwired/turbo", "8.0.23"),
    ("react", "18.3.1"),
    ("react-dom", "18.3.1"),
    ("undici", "7.30.2"),
];

const HOW: &str = "install Node 20 or newer, on Debian with `apt-get install nodejs npm`";
const LOCK: &str = "package-lock.json";

/// Everything of npm's.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    tools(workspace)?;
    sdk(workspace)
}

/// Installs what is missing, all at once: npm removes what a call does not name.
fn tools(workspace: &Workspace) -> Result<()> {
    let all = || PACKAGES.into_iter().chain(FOR_TESTS);
    if all().all(|(name, version)| installed(workspace, name).as_deref() == Some(version)) {
        return Ok(());
    }
    need(workspace, "npm", HOW)?;
    std::fs::create_dir_all(workspace.tools())?;
    let mut command = workspace.command("npm");
    command
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
        .arg(workspace.tools())
        .args(all().map(|(name, version)| format!("{name}@{version}")));
    quiet(
        workspace,
        "install-npm",
        "installing wasm-opt, esbuild, and axe, Turbo and React for the tests (some seconds)",
        &mut command,
    )
}

/// A vendor's own client, for the test that it works unmodified: what `tests/sdk/package-lock.json` names, byte for byte.
fn sdk(workspace: &Workspace) -> Result<()> {
    let (from, to) = (workspace.root.join("tests/sdk"), workspace.tools().join("sdk"));
    let lock = std::fs::read(from.join(LOCK)).context("tests/sdk has no lock file")?;
    let done = to.join("node_modules/.package-lock.json").exists();
    if done && std::fs::read(to.join(LOCK)).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    need(workspace, "npm", HOW)?;
    std::fs::create_dir_all(&to)?;
    std::fs::copy(from.join("package.json"), to.join("package.json"))?;
    std::fs::write(to.join(LOCK), lock)?;
    let mut command = workspace.command("npm");
    command.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&to);
    quiet(workspace, "install-sdk", "installing a vendor's SDK for the tests (some seconds)", &mut command)
}

fn installed(workspace: &Workspace, package: &str) -> Option<String> {
    let path = workspace.tools().join("node_modules").join(package).join("package.json");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    manifest["version"].as_str().map(str::to_owned)
}
