//! The real binary as a child process: started, killed, started again.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use parlor::core::{
    owner::agent::AgentSpec,
    store::Store,
    widget::{KeyKind, settings::Feature},
};
use reqwest::Client;
use tokio::{
    net::TcpListener,
    process::{Child, Command},
};

use crate::app::{KEY, agent, team, widget};

/// A running `parlor serve`.
pub struct ServerProcess {
    child: Child,
    /// Its address, without a slash at the end.
    pub base: String,
}

/// Returns the name by which a test program knows its test, for one that runs itself again in a process of its own.
/// `module` is the test's `module_path!()`.
///
/// ```
/// assert_eq!(parlor_tests::process::test_name("server::store::full", "writes"), "store::full::writes");
/// ```
pub fn test_name(module: &str, test: &str) -> String {
    module.split_once("::").map_or(test.to_owned(), |(_, inside)| [inside, "::", test].concat())
}

/// The binary under test: `PARLOR_BIN`, else the one beside the tests.
///
/// # Errors
/// When it is not there.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PARLOR_BIN") {
        return Ok(path.into());
    }
    let beside =
        std::env::current_exe()?.ancestors().nth(2).context("tests run from target/<profile>/deps")?.join("parlor");
    if beside.exists() {
        Ok(beside)
    } else {
        bail!("{} is not built: cargo build -p parlor, or set PARLOR_BIN", beside.display())
    }
}

/// A port that is currently free.
pub async fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port())
}

/// Puts the scripted agent and its widget into a store.
pub async fn furnish(store: &dyn Store) -> Result<()> {
    let at = jiff::Timestamp::from_second(1_800_000_000)?;
    team(store, at).await?;
    let agent = agent(AgentSpec::Scripted {}, at)?;
    store.put_agent(&agent).await?;
    store.put_widget(&widget(&agent)?).await?;
    Ok(())
}

/// Visitors of the widget may bring files.
pub async fn switch_attachments_on(store: &dyn Store) -> Result<()> {
    let mut widget = store.widget_by_key(KeyKind::Key, KEY).await?.context("the store is furnished")?;
    widget.settings.features.insert(Feature::Attachments, true);
    Ok(store.put_widget(&widget).await?)
}

impl ServerProcess {
    /// Starts it on this database and port; returns when it answers. `flags` are added.
    pub async fn start(database: &str, port: u16, flags: &[&str]) -> Result<Self> {
        Self::start_with(database, port, flags, &[]).await
    }

    /// The same, with these paths in its environment.
    pub async fn start_with(database: &str, port: u16, flags: &[&str], paths: &[(&str, &Path)]) -> Result<Self> {
        let listen = format!("127.0.0.1:{port}");
        let mut command = Command::new(binary()?);
        if database.starts_with("postgres") {
            // Else files are kept in a folder where the tests were started.
            command.env("PARLOR_ATTACHMENTS", "memory:");
        }
        let child = command
            .args(["serve", "--listen", &listen, "--database-url", database, "--init-per-minute", "1000000"])
            .args(["--answers-per-day", "1000000"])
            .args(crate::app::ONE_ADDRESS)
            .args(flags)
            .env("PARLOR_SECRET", "5d1f8e07c2b94a6f3e90d7a1b86c4f25")
            .env("PARLOR_LOG", "error")
            .envs(paths.iter().copied())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut server = Self { child, base: format!("http://{listen}") };
        server.answers().await?;
        Ok(server)
    }

    /// Waits until it answers.
    #[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
    async fn answers(&mut self) -> Result<()> {
        let (client, begun) = (Client::new(), Instant::now());
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended: {status}");
            }
            match client.get(format!("{}/healthz", self.base)).send().await {
                Ok(response) if response.status().is_success() => return Ok(()),
                _ if begun.elapsed() > Duration::from_secs(20) => bail!("the server does not answer"),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// SIGKILL: no chance to tidy up.
    pub async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// SIGTERM.
    pub async fn terminate(&self) -> Result<()> {
        let id = self.child.id().context("it has ended")?.to_string();
        Command::new("kill").args(["-TERM", &id]).status().await?;
        Ok(())
    }

    /// Its process id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits for its end; whether it said success.
    pub async fn ended(&mut self) -> Result<bool> {
        Ok(self.child.wait().await?.success())
    }
}
