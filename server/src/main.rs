//! `parlor`: reads the configuration, opens the store, serves; nothing else.

mod commands;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use mimalloc::MiMalloc;
use parlor::{
    agent::{Registry, RegistryParts, Timeouts},
    attachments::{self, Inspector, READ_COMMAND},
    config::{Config, FilesAt},
    core::{
        clock::{Clock, SystemClock},
        conversation::{attachment::Files, turn::parts::Parts},
        disk::Reserve,
        entropy::SystemEntropy,
        store::Store,
    },
    demo,
    outbound::{Fetcher, Network, SystemNetwork},
    render::{Markdown, RenderOptions},
    serve::{Server, Stop},
    store::Volume,
};
use tokio::net::TcpListener;

use crate::commands::{backup::BackupArgs, health::HealthArgs, owner::OwnerCommand};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// An embeddable AI chat.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the chat.
    Serve(Box<Config>),
    /// Serve a playground and a shop page with a chat that knows this project's documentation.
    Demo(DemoArgs),
    /// Accounts and their teams.
    #[command(subcommand)]
    Owner(OwnerCommand),
    /// Back up the SQLite database and uploaded files to one tar file. The server can keep running.
    Backup(Box<BackupArgs>),
    /// Restore a backup. Existing files are never overwritten.
    Restore(Box<BackupArgs>),
    /// Extract the text of the document on standard input.
    #[command(name = READ_COMMAND, hide = true)]
    ReadDocument {
        /// The file type.
        kind: String,
    },
    /// Read the configuration, look at the database, try where files are kept, and say what is wrong. Serves nothing, and
    /// neither creates nor migrates the database.
    CheckConfig(Box<Config>),
    /// Ask a running server whether it is ready; the exit code says so.
    Health(HealthArgs),
}

#[derive(Args)]
struct DemoArgs {
    /// Port on 127.0.0.1.
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Folder for the database and the secret; made when absent.
    #[arg(long, default_value = "parlor-demo", value_name = "DIR")]
    data: PathBuf,
    /// Print one line of JSON when ready, and nothing else.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    if let Command::ReadDocument { kind } = &command {
        return attachments::read_input(kind);
    }
    // Only the current user may read files this process writes: databases, their logs, visitors' files, secrets,
    // backups.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    parlor::logging::start();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime could not be started")
        .and_then(|runtime| runtime.block_on(run(command)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("parlor: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(config) => serve(&config).await,
        Command::CheckConfig(config) => commands::check_config::run(&config).await,
        Command::Health(args) => commands::health::run(args).await,
        Command::Demo(args) => demo(args).await,
        Command::Owner(command) => {
            let parts = opened(command.config()).await?;
            commands::owner::run(command, &parts).await
        }
        Command::Backup(args) => commands::backup::back_up(&args).await,
        Command::Restore(args) => commands::backup::restore(&args).await,
        Command::ReadDocument { .. } => Ok(()),
    }
}

async fn serve(config: &Config) -> Result<()> {
    let secret = config.secret.or_file_beside(config.storage.file(), &SystemEntropy)?;
    let config = &Config { secret, ..config.clone() };
    let parts = opened(config).await?;
    let server = Server::new(config, parts, None)?;
    let listener = bind(config).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    server.run(listener, signals()?).await?;
    Ok(())
}

async fn demo(args: DemoArgs) -> Result<()> {
    let config = demo::config(args.port, &args.data)?;
    let mut parts = opened(&config).await?;
    parts.agents = demo::agents(parts.agents)?;
    let ready = demo::prepare(&parts, args.port, &args.data).await?;
    let server = Server::new(&config, parts, Some(&ready.widget_key))?;
    let listener = bind(&config).await?;
    if args.json {
        println!("{}", serde_json::to_string(&ready)?);
    } else {
        println!("{ready}");
    }
    server.run(listener, signals()?).await?;
    Ok(())
}

async fn bind(config: &Config) -> Result<TcpListener> {
    let address = config.network.listen;
    TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))
}

/// The parts, with the configured database opened: created when absent, migrated when behind.
async fn opened(config: &Config) -> Result<Parts> {
    let reserved = config.storage.file().and_then(|file| reserve(config, file));
    let store = parlor::store::open_with(&config.storage.database_url, reserved)
        .await
        .with_context(|| format!("the database {} could not be opened", config.storage.shown()))?;
    parts(config, store)
}

fn parts(config: &Config, store: Arc<dyn Store>) -> Result<Parts> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    let agents = Registry::new(RegistryParts {
        store: Arc::clone(&store),
        secrets: config.models.by_name(),
        reach: config.outbound.agents(),
        timeouts: Timeouts::default(),
        embeddings: parlor::serve::embeddings(config, &clock)?,
        clock: Arc::clone(&clock),
    })
    .context("TLS could not be set up")?;
    Ok(Parts {
        agents: Arc::new(agents),
        store,
        render: Arc::new(Markdown::new(RenderOptions {
            image_hosts: config.content.image_hosts(),
            link_base: config.content.link_base.clone(),
        })),
        clock,
        entropy: Arc::new(SystemEntropy),
        files: files(config)?,
        budget: config.limits.budget(),
    })
}

/// Returns the reserve of the disk that holds this path; `None` when no reserve is configured.
fn reserve(config: &Config, place: &Path) -> Option<Reserve> {
    let bytes = config.storage.disk_reserve_bytes;
    (bytes > 0).then(|| Reserve::new(bytes, Arc::new(Volume::of(place))))
}

fn files(config: &Config) -> Result<Files> {
    let files = &config.files;
    let objects = match files.at(&config.storage.database_url)? {
        FilesAt::Memory => attachments::memory(),
        FilesAt::Folder(folder) => attachments::folder(&folder, reserve(config, &folder))?,
        FilesAt::Bucket { name, prefix } => attachments::bucket(&attachments::Bucket {
            name,
            prefix,
            endpoint: files.attachments_s3_endpoint.clone(),
            region: files.attachments_s3_region.clone(),
            key: files.s3_key()?,
            virtual_hosts: files.attachments_s3_virtual_hosts,
        })?,
    };
    let network: Arc<dyn Network> = Arc::new(SystemNetwork);
    let fetch = Fetcher::patient(config.outbound.anyone(), &network).context("TLS could not be set up")?;
    let program = std::env::current_exe().context("this program cannot be found")?;
    let inspector = Inspector::apart(program);
    Ok(Files { objects, inspect: Arc::new(inspector.clone()), documents: Arc::new(inspector), fetch: Arc::new(fetch) })
}

/// SIGTERM or Ctrl-C drains; the second one hurries.
fn signals() -> Result<Stop> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = Stop::default();
    let told = stop.clone();
    tokio::spawn(async move {
        let mut next = async || tokio::select! { _ = term.recv() => {}, _ = interrupt.recv() => {} };
        next().await;
        told.drain();
        next().await;
        told.hurry();
    });
    Ok(stop)
}
