//! One temporary PostgreSQL cluster for a whole test run.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::system::{find, is_root};
use crate::process::say;
use crate::workspace::Workspace;

const SCRIPT: &str = include_str!("postgres.sh");

/// A running cluster. It ends and its folder is removed when this is dropped, and also when this program is killed: the
/// script that runs it waits for the end of a pipe.
pub(super) struct Cluster {
    script: Child,
    folder: String,
}

impl Cluster {
    /// Starts a cluster; takes about a second.
    pub(super) fn start(workspace: &Workspace) -> Result<Self> {
        let started = Instant::now();
        let binaries = binaries().context("PostgreSQL's initdb is nowhere to be found")?;
        let mut command = as_ordinary_user(workspace);
        command.args(["sh", "-c", SCRIPT, "sh"]).arg(&binaries).stdin(Stdio::piped()).stdout(Stdio::piped());
        out_of_reach_of_ctrl_c(&mut command);
        let mut script = command.current_dir("/tmp").spawn().context("cannot start a shell for PostgreSQL")?;
        let mut line = String::new();
        BufReader::new(script.stdout.take().context("no pipe")?).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("PostgreSQL did not start ({})", script.wait()?);
        }
        say(&format!("PostgreSQL is up in {:.1} s", started.elapsed().as_secs_f32()));
        Ok(Self { script, folder: line.trim().to_owned() })
    }

    /// Returns the cluster's address, for sqlx.
    pub(super) fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=postgres", self.folder)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

/// Creates a command that runs as an ordinary user: initdb refuses to run as root.
fn as_ordinary_user(workspace: &Workspace) -> Command {
    if is_root() {
        let mut command = workspace.command("runuser");
        command.args(["-u", "postgres", "--"]);
        command
    } else {
        workspace.command("env")
    }
}

/// Gives the command its own process group: Ctrl-C must end the tests first, then the database.
#[cfg(unix)]
fn out_of_reach_of_ctrl_c(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn out_of_reach_of_ctrl_c(_: &mut Command) {}

/// Returns the folder with initdb: Debian's newest, else the one in PATH.
pub(super) fn binaries() -> Option<PathBuf> {
    debian().or_else(|| find("initdb").and_then(|program| program.parent().map(PathBuf::from)))
}

fn debian() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let number = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.map(|entry| entry.path()).max_by_key(number)?.join("bin");
    newest.join("initdb").is_file().then_some(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_comes_and_goes() {
        if binaries().is_none() {
            println!("skipped: PostgreSQL is not installed");
            return;
        }
        let cluster = Cluster::start(&Workspace::find().unwrap()).unwrap();
        let folder = PathBuf::from(&cluster.folder);
        assert!(cluster.url().starts_with("postgres:///postgres?host=/tmp/parlor-postgres-"));
        assert!(folder.join(".s.PGSQL.5432").exists());
        drop(cluster);
        assert!(!folder.exists());
    }
}
