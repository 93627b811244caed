//! The program that drives a browser, and all that the two leave behind.

use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdout, Command},
};

/// It takes a free port of one address family and ends if another process has the same port of the other family.
const ATTEMPTS: usize = 5;

/// A running chromedriver. Dropping it ends it.
pub(super) struct Chromedriver {
    program: Child,
    /// Address at which it listens.
    pub(super) url: String,
    // Profiles and caches, which browsers leave where temporary files go: removed once the program has ended.
    _folder: TempDir,
}

impl Chromedriver {
    /// Starts the one `CHROMEDRIVER` names, else the first in `PATH`.
    pub(super) async fn start() -> Result<Self> {
        let mut said = String::new();
        for _ in 0..ATTEMPTS {
            let folder = TempDir::new()?;
            let mut program = spawn(&folder)?;
            let output = program.stdout.take().context("its output was asked for")?;
            match port(output).await? {
                Ok(port) => return Ok(Self { program, url: format!("http://127.0.0.1:{port}"), _folder: folder }),
                Err(last_words) => said = last_words,
            }
        }
        bail!("chromedriver ended before it listened, {ATTEMPTS} times: {said}")
    }

    /// Ends it.
    pub(super) async fn kill(mut self) -> Result<()> {
        Ok(self.program.kill().await?)
    }
}

fn spawn(folder: &TempDir) -> Result<Child> {
    let name = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    Command::new(&name)
        // A free port, which it tells.
        .arg("--port=0")
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{} does not start: install chromium-driver, or set CHROMEDRIVER", name.display()))
}

/// Reads the port off the program's first lines, else all it said before it ended. What comes after the port is read
/// and thrown away, so that it never blocks.
async fn port(output: ChildStdout) -> Result<Result<u16, String>> {
    let mut lines = BufReader::new(output).lines();
    let mut said = Vec::new();
    while let Some(line) = lines.next_line().await? {
        let port = line
            .split_once("started successfully on port ")
            .and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Ok(port));
        }
        said.push(line);
    }
    Ok(Err(said.join("; ")))
}
