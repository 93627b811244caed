//! `cargo xtask bench`: measurements of a release server.

use anyhow::Result;

use crate::process::{quiet, say, stream};
use crate::workspace::Workspace;
use crate::{bundle, tools};

/// Benchmarks that run in their own process, without a server.
const WITHOUT_A_SERVER: [&str; 2] = ["knowledge", "render"];

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    let is_asked = |name: &str| rest.is_empty() || rest.iter().any(|asked| asked == name);
    if rest.is_empty() || rest.iter().any(|asked| !WITHOUT_A_SERVER.contains(&asked.as_str())) {
        bundle::ensure(workspace)?;
        release_server(workspace)?;
    }
    quiet(
        workspace,
        "build-bench",
        "building the benchmarks (several minutes the first time)",
        workspace.command("cargo").args(["build", "--release", "--package", "parlor-tests", "--bin", "bench"]),
    )?;
    let mut command = workspace.command(&workspace.binary("release", "bench").to_string_lossy());
    if is_asked("knowledge") {
        match tools::ensure_for_knowledge(workspace) {
            Ok(()) => _ = command.envs(tools::for_knowledge(workspace)),
            Err(error) => say(&format!("other engines are left out: {error:#}")),
        }
    }
    command.args(rest).env("PARLOR_BIN", workspace.binary("release", "parlor"));
    stream("running the benchmarks", &mut command)
}

/// Builds the server with the release profile.
pub(crate) fn release_server(workspace: &Workspace) -> Result<()> {
    quiet(
        workspace,
        "build-release",
        "building the release server (several minutes the first time)",
        workspace.command("cargo").args(["build", "--release", "--package", "parlor"]),
    )
}
