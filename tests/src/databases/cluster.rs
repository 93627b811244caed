//! A temporary PostgreSQL cluster: the one the runner started (`PARLOR_TEST_POSTGRES`), else one for this process,
//! which ends with it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context, Result, bail};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

static OWN: OnceCell<Cluster> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database of a test's own; removed with all who are connected to it when it is dropped.
pub(super) struct Database {
    /// Its address.
    pub(super) url: String,
    server: String,
    name: String,
}

impl Database {
    /// A new one.
    pub(super) async fn create() -> Result<Self> {
        let server = match std::env::var("PARLOR_TEST_POSTGRES") {
            Ok(url) => url,
            Err(_) => OWN.get_or_try_init(|| async { Cluster::start() }).await?.url.clone(),
        };
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let drop = format!("drop database if exists {name}");
        execute(&server, &[drop, format!("create database {name}")]).await?;
        let (before, after) =
            server.split_once("/postgres?").context("PARLOR_TEST_POSTGRES names the database postgres")?;
        Ok(Self { url: format!("{before}/{name}?{after}"), server, name })
    }
}

impl Drop for Database {
    /// Hundreds of them would fill a small disk. On a thread and a runtime of its own, for those of the test may be ending.
    fn drop(&mut self) {
        let (server, drop) = (self.server.clone(), format!("drop database {} with (force)", self.name));
        let removed = std::thread::spawn(move || -> Result<()> {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(execute(&server, &[drop]))
        });
        if let Ok(Err(error)) = removed.join() {
            eprintln!("{} stays: {error:#}", self.name);
        }
    }
}

async fn execute(server: &str, statements: &[String]) -> Result<()> {
    let mut connection = PgConnection::connect(server).await.context("the test cluster does not answer")?;
    for statement in statements {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement.clone())).execute(&mut connection).await?;
    }
    Ok(connection.close().await?)
}

/// A cluster of its own, for tests that restart it.
pub struct Cluster {
    url: String,
    folder: TempDir,
}

impl Cluster {
    /// A cluster that ends when this process does. It survives its own crashes, not the machine's.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("parlor-pg").tempdir()?;
        let data = folder.path().join("data");
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let bin = bin()?;
        run(as_postgres(&bin.join("initdb")).args(["-A", "trust", "-U", "postgres", "--no-sync", "-D"]).arg(&data))?;
        let options =
            format!("-c fsync=off -c listen_addresses= -c max_connections=300 -k {}", folder.path().display());
        let log = folder.path().join("log");
        run(as_postgres(&bin.join("pg_ctl"))
            .args(["-w", "-s", "-o", &options, "-l"])
            .arg(log)
            .arg("-D")
            .arg(&data)
            .arg("start"))?;
        watch(&bin, &data)?;
        let url = format!("postgres:///postgres?host={}&user=postgres", folder.path().display());
        Ok(Self { url, folder })
    }

    /// The address of its database `postgres`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Crashes it and starts it again; returns when it takes connections. Blocks.
    ///
    /// # Errors
    /// When it does not start again within a minute.
    pub fn crash_and_restart(&self) -> Result<()> {
        let (data, log) = (self.folder.path().join("data"), self.folder.path().join("log"));
        let mut command = as_postgres(&bin()?.join("pg_ctl"));
        run(command.args(["-w", "-s", "-m", "immediate", "-l"]).arg(log).arg("-D").arg(data).arg("restart"))
    }
}

/// Static values are never dropped: a small process stops the cluster once this one has ended.
fn watch(bin: &Path, data: &Path) -> Result<()> {
    // Not `kill -0`: the watcher may be another user, who may not send signals to this process.
    let script = "while [ -d /proc/\"$1\" ]; do sleep 0.2; done; \"$2\" -m immediate -s -D \"$3\" stop; rm -rf \"$(dirname \"$3\")\"";
    let mut command = as_postgres(Path::new("sh"));
    command.args(["-c", script, "watch", &std::process::id().to_string()]).arg(bin.join("pg_ctl")).arg(data);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("the watcher did not start")?;
    Ok(())
}

fn bin() -> Result<PathBuf> {
    let known = [
        "/usr/lib/postgresql/17/bin",
        "/usr/lib/postgresql/16/bin",
        "/usr/lib/postgresql/15/bin",
        "/usr/local/bin",
        "/usr/bin",
    ];
    known
        .iter()
        .map(PathBuf::from)
        .find(|bin| bin.join("initdb").exists())
        .context("PostgreSQL's initdb is not installed: apt-get install postgresql")
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n")
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.current_dir("/").output().with_context(|| format!("{command:?}"))?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
