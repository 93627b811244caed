//! A real nginx or Caddy before a server under test, with TLS and HTTP/2, started with the files of `deploy/` in which
//! only addresses are replaced: what the documentation shows is what is tested.

use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    process::{Child, Command},
};

use crate::{process::free_port, tls};

/// The program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Program {
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
}

/// Location of the server on the proxy's host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// `https://host/`.
    Root,
    /// `https://host/chat`, as the file in `deploy/` has it: nginx passes the path on, Caddy removes it.
    Path,
    /// The same, the other way round.
    PathReversed,
}

impl Place {
    const fn path(self) -> &'static str {
        match self {
            Self::Root => "",
            Self::Path | Self::PathReversed => "/chat",
        }
    }
}

/// A running reverse proxy; dropping it ends it.
pub struct ReverseProxy {
    child: Child,
    folder: TempDir,
    program: Program,
    place: Place,
    port: u16,
}

impl ReverseProxy {
    /// The port it will have, so that a server can be told its public URL before the proxy starts.
    pub async fn prepare(program: Program, place: Place) -> Result<Prepared> {
        let folder = TempDir::new()?;
        tls::certificate(folder.path()).await;
        Ok(Prepared { folder, program, place, port: free_port().await? })
    }

    /// The server's public URL, without a slash at the end.
    pub fn url(&self) -> String {
        url(self.port, self.place)
    }

    #[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
    async fn accepts(&mut self) -> Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            if let Some(status) = self.child.try_wait()? {
                let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                bail!("{:?} ended: {status}: {log}", self.program);
            }
            if begun.elapsed() > Duration::from_secs(20) {
                bail!("{:?} does not listen", self.program);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

/// A proxy that is about to start.
pub struct Prepared {
    folder: TempDir,
    program: Program,
    place: Place,
    port: u16,
}

impl Prepared {
    /// The server's public URL, without a slash at the end.
    pub fn url(&self) -> String {
        url(self.port, self.place)
    }

    /// Starts it before a server that listens on this address (`127.0.0.1:8787`).
    ///
    /// # Errors
    /// When the program is not installed, or does not accept the file.
    pub async fn start(self, server: &str) -> Result<ReverseProxy> {
        let Self { folder, program, place, port } = self;
        let configuration = filled(program, place, port, server, folder.path())?;
        std::fs::write(folder.path().join("configuration"), configuration)?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let mut command = command(program);
        let child = command
            .current_dir(folder.path())
            // Caddy keeps its state where these say.
            .env("HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{program:?} does not start: install it (`cargo xtask test` does)"))?;
        let mut proxy = ReverseProxy { child, folder, program, place, port };
        proxy.accepts().await?;
        Ok(proxy)
    }
}

fn url(port: u16, place: Place) -> String {
    format!("https://localhost:{port}{}", place.path())
}

fn command(program: Program) -> Command {
    match program {
        Program::Nginx => {
            // Debian has it where only root's PATH leads.
            let at = Path::new("/usr/sbin/nginx");
            let mut command = Command::new(if at.exists() { at } else { Path::new("nginx") });
            command.args(["-e", "stderr", "-p", ".", "-c", "configuration"]);
            command
        }
        Program::Caddy => {
            let mut command = Command::new("caddy");
            command.args(["run", "--config", "configuration", "--adapter", "caddyfile"]);
            command
        }
    }
}

/// The file of `deploy/` with this test's addresses, and what a program needs to run for one user and one test.
fn filled(program: Program, place: Place, port: u16, server: &str, folder: &Path) -> Result<String> {
    let name = match (program, place) {
        (Program::Nginx, Place::Root) => "nginx/parlor.conf",
        (Program::Nginx, _) => "nginx/parlor-at-a-path.conf",
        (Program::Caddy, Place::Root) => "caddy/Caddyfile",
        (Program::Caddy, _) => "caddy/Caddyfile-at-a-path",
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name);
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let site = if place == Place::Root { "chat.example.com" } else { "example.com" };
    let reversed = place == Place::PathReversed;
    let folder = folder.display();
    let text = replaced(&text, "127.0.0.1:8787", server)?;
    match program {
        Program::Nginx => {
            let text = replaced(&text, "listen 443 ", &format!("listen 127.0.0.1:{port} "))?;
            let text = replaced(&text, &format!("server_name {site};"), "server_name localhost;")?;
            let text =
                replaced(&text, &format!("/etc/ssl/{site}/fullchain.pem"), &format!("{folder}/certificate.pem"))?;
            let text = replaced(&text, &format!("/etc/ssl/{site}/privkey.pem"), &format!("{folder}/key.pem"))?;
            let passes = "proxy_pass http://parlor;";
            let text = if reversed { replaced(&text, passes, "proxy_pass http://parlor/;")? } else { text };
            let kept =
                ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|it| format!("{it}_temp_path {folder}/{it};"));
            Ok(format!(
                "daemon off;\nmaster_process off;\npid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{}\n{text}\n}}\n",
                kept.join("\n")
            ))
        }
        Program::Caddy => {
            let tls = format!("https://localhost:{port} {{\n\ttls {folder}/certificate.pem {folder}/key.pem\n");
            let text = replaced(&text, &format!("\n{site} {{\n"), &format!("\n{tls}"))?;
            let text = if reversed { replaced(&text, "handle_path /chat", "handle /chat")? } else { text };
            Ok(format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{text}"))
        }
    }
}

/// A file that no longer says what is replaced would be tested as something else.
fn replaced(text: &str, what: &str, with: &str) -> Result<String> {
    anyhow::ensure!(text.contains(what), "deploy/ no longer says {what:?}");
    Ok(text.replace(what, with))
}
