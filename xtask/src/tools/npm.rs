//! Tools installed by npm. No install scripts run, and nothing is written outside `target/tools`.

use anyhow::{Context, Result};

use super::probe::need;
use crate::process::quiet;
use crate::workspace::Workspace;

/// wasm-opt: Debian's is too old for the output of current rustc versions. esbuild: minifies the loader and the glue.
pub(super) const PACKAGES: [(&str, &str); 2] = [("binaryen", "132.0.0"), ("esbuild", "0.28.2")];

/// axe-core: finds accessibility problems in the browser tests. Turbo and React: frameworks of pages that embed the
/// widget. undici: an HTTP client that keeps connections. None of them is an input of the bundle.
const FOR_TESTS: [(&str, &str); 5] = [
    ("axe-core", "4.14.1"),
    ("@hotwired/turbo", "8.0.23"),
    ("react", "18.3.1"),
    ("react-dom", "18.3.1"),
    ("undici", "7.30.2"),
];

const HOW: &str = "install Node 20 or newer, on Debian with `apt-get install nodejs npm`";
const LOCK: &str = "package-lock.json";

/// Folders of `tests` with a lock file, each installed in a folder of the same name below `target/tools`: a vendor's
/// own SDK, clients of server-sent events, frameworks of pages, readers of the API's description, and services that
/// agents call.
const LOCKED: [&str; 5] = ["sdk", "sse", "frameworks", "openapi", "services"];

/// Installs all npm packages.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    tools(workspace)?;
    LOCKED.into_iter().try_for_each(|folder| locked(workspace, folder))
}

/// Installs missing packages in one call: npm removes packages that a call does not name.
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

/// Installs third-party packages for the tests, unmodified: exactly those in the folder's `package-lock.json`.
fn locked(workspace: &Workspace, folder: &str) -> Result<()> {
    let (from, to) = (workspace.root.join("tests").join(folder), workspace.tools().join(folder));
    let lock = std::fs::read(from.join(LOCK)).with_context(|| format!("tests/{folder} has no lock file"))?;
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
    let title = format!("installing what tests/{folder} names (some seconds)");
    quiet(workspace, &format!("install-{folder}"), &title, &mut command)
}

fn installed(workspace: &Workspace, package: &str) -> Option<String> {
    let path = workspace.tools().join("node_modules").join(package).join("package.json");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    manifest["version"].as_str().map(str::to_owned)
}
