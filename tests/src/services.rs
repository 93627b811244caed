//! Third-party services, from npm and PyPI at exact versions, as child processes on this machine.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
};

use crate::process::free_port;

/// The time a service may take to listen.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running service; it ends when this is dropped.
pub struct Service {
    /// Its address, without a slash at the end.
    pub url: String,
    _child: Child,
}

/// The folder of what `cargo xtask tools` installs.
pub fn tools() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::env::var_os("PARLOR_TOOLS").map_or_else(|| here.join("../target/tools"), PathBuf::from)
}

/// A file of `tests/services`.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("services").join(name)
}

impl Service {
    /// The reference server of the Model Context Protocol, in streamable HTTP mode; it listens at `{url}/mcp`.
    ///
    /// # Errors
    /// When it is not installed or does not listen.
    pub async fn mcp() -> Result<Self> {
        let port = free_port().await?;
        let mut command = Command::new("node");
        command.arg("--import").arg(file("loopback.mjs"));
        command.arg(tools().join("services/node_modules/@modelcontextprotocol/server-everything/dist/index.js"));
        Self::start(command.arg("streamableHttp").env("PORT", port.to_string()), port).await
    }

    /// A mock of model providers that says what `tests/services/models.json` says.
    ///
    /// # Errors
    /// When it is not installed or does not listen.
    pub async fn models() -> Result<Self> {
        let port = free_port().await?;
        let mut command = Command::new("node");
        command.arg(tools().join("services/node_modules/@copilotkit/aimock/dist/cli.js"));
        command.args(["--host", "127.0.0.1", "--port", &port.to_string(), "--chunk-size", "1", "--log-level", "warn"]);
        Self::start(command.arg("--strict").arg("--fixtures").arg(file("models.json")), port).await
    }

    /// `LiteLLM`'s proxy, as `tests/services/litellm.yaml` says: models that answer by themselves.
    ///
    /// # Errors
    /// When it is not installed or does not listen.
    pub async fn litellm() -> Result<Self> {
        let port = free_port().await?;
        let mut command = Command::new(tools().join("litellm/bin/litellm"));
        command.args(["--host", "127.0.0.1", "--port", &port.to_string(), "--telemetry", "False"]);
        // Without these it asks the internet for prices.
        command.env("LITELLM_LOCAL_MODEL_COST_MAP", "True").env("LITELLM_TELEMETRY", "False");
        Self::start(command.arg("--config").arg(file("litellm.yaml")), port).await
    }

    #[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
    async fn start(command: &mut Command, port: u16) -> Result<Self> {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = quiet.kill_on_drop(true).spawn().context("run `cargo xtask tools`")?;
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(status) = child.try_wait()? {
                bail!("the service ended ({status}): is it installed? run `cargo xtask tools`");
            }
            if begun.elapsed() > PATIENCE {
                bail!("the service does not listen");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(Self { url: format!("http://127.0.0.1:{port}"), _child: child })
    }
}
