//! `cargo xtask demo`: turns a fresh clone into a playground with a chat.

use std::process::Command;

use anyhow::Result;

use crate::process::{quiet, say};
use crate::workspace::Workspace;
use crate::{bundle, tools};

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    tools::ensure(workspace)?;
    bundle::ensure(workspace)?;
    quiet(
        workspace,
        "build-server",
        "building the server (some minutes the first time)",
        &mut workspace.server_build(),
    )?;
    let mut server = workspace.command(&workspace.binary("debug", "parlor").to_string_lossy());
    server.arg("demo").args(arguments(workspace, rest));
    say("starting the demo; Ctrl-C ends it");
    become_server(server)
}

/// Returns the user's arguments, with this command's defaults for missing ones.
fn arguments(workspace: &Workspace, rest: &[String]) -> Vec<String> {
    let says = |flag: &str| rest.iter().any(|arg| arg == flag || arg.starts_with(&format!("{flag}=")));
    let mut all = Vec::new();
    if !says("--port") {
        all.extend(["--port".to_owned(), "8787".to_owned()]);
    }
    if !says("--data") {
        all.extend(["--data".to_owned(), workspace.root.join("target/demo").to_string_lossy().into_owned()]);
    }
    all.extend_from_slice(rest);
    all
}

/// Replaces this program with the server: signals reach it directly, and its last output comes before the prompt.
#[cfg(unix)]
fn become_server(mut server: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow::Error::new(server.exec()).context("cannot start the server"))
}

/// Waits for the server; a console's Ctrl-C reaches both.
#[cfg(not(unix))]
fn become_server(mut server: Command) -> Result<()> {
    let status = server.status()?;
    anyhow::ensure!(status.success(), "the server ended with {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_give_way_to_the_user() {
        let workspace = Workspace { root: "repo".into(), target: "repo/target".into(), version: "0.0.0".to_owned() };
        let given = ["--port=9000".to_owned(), "--json".to_owned()];
        assert_eq!(arguments(&workspace, &given), ["--data", "repo/target/demo", "--port=9000", "--json"]);
        assert_eq!(arguments(&workspace, &[])[..2], ["--port", "8787"]);
    }
}
