//! Tools that pip installs, each in an environment of its own under `target/tools`.

use anyhow::Result;

use super::{need, version_of};
use crate::process::quiet;
use crate::workspace::Workspace;

/// schemathesis: asks the server what its description allows, and more; for the tests.
const SCHEMATHESIS: (&str, &str) = ("schemathesis", "4.32.5");

/// Installs what is missing.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    let (package, version) = SCHEMATHESIS;
    let folder = workspace.tools().join(package);
    if version_of(workspace, &folder.join("bin").join(package)).as_deref() == Some(version) {
        return Ok(());
    }
    need(workspace, "python3", "install Python 3.10 or newer, on Debian with `apt-get install python3-venv`")?;
    let mut command = workspace.command("python3");
    command.args(["-m", "venv", "--clear"]).arg(&folder);
    quiet(workspace, "install-venv", "making an environment for Python", &mut command)?;
    let mut command = workspace.command(&folder.join("bin/pip").to_string_lossy());
    command.args(["install", "--quiet", "--disable-pip-version-check"]).arg(format!("{package}=={version}"));
    quiet(workspace, "install-pip", "installing schemathesis (half a minute)", &mut command)
}
