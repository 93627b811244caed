//! `parlor`: reads the configuration, opens the store, serves; nothing else.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use clap::{Args, Parser, Subcommand};
use mimalloc::MiMalloc;
use parlor::{
    agent::{Registry, RegistryParts, Timeouts},
    attachments::{self, Inspector, READ_COMMAND},
    backup,
    config::{Config, FilesAt},
    core::{
        attachment::Files,
        clock::{Clock, SystemClock},
        disk::Reserve,
        entropy::{Entropy, SystemEntropy, new_secret},
        owner::{self, Newcomer},
        store::Store,
        team::ApiSecret,
        turn::Parts,
    },
    demo,
    outbound::{Fetcher, SystemNetwork},
    render::{Markdown, RenderOptions},
    serve::{Server, Stop},
    store::Volume,
};
use secrecy::SecretString;
use tokio::net::TcpListener;

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
    /// Write the SQLite database and visitors' files to one new file; the server may go on.
    Backup(Box<BackupArgs>),
    /// Put what a backup holds where the server looks for it; nothing that is there is replaced.
    Restore(Box<BackupArgs>),
    /// Say what the document on standard input says: the server reads visitors' documents so.
    #[command(name = READ_COMMAND, hide = true)]
    ReadDocument {
        /// What it is.
        kind: String,
    },
    /// Read the configuration, open the database, try where files are kept, and say what is wrong; serve nothing.
    CheckConfig(Box<Config>),
}

#[derive(Subcommand)]
enum OwnerCommand {
    /// Make an account with a team of its own, and an API secret for the team, which is shown once.
    Create(Box<OwnerArgs>),
}

#[derive(Args)]
struct OwnerArgs {
    /// The address to sign in with.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// A name to greet them by.
    #[arg(long, default_value = "", value_name = "NAME")]
    name: String,
    /// The team's name.
    #[arg(long, default_value = "My team", value_name = "NAME")]
    team: String,
    /// A file whose first line is the password, 15 to 256 characters; `-` reads standard input.
    #[arg(long, default_value = "-", value_name = "FILE")]
    password_file: PathBuf,
    #[command(flatten)]
    config: Config,
}

#[derive(Args)]
struct BackupArgs {
    /// The backup, a tar file.
    file: PathBuf,
    #[command(flatten)]
    config: Config,
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
    // What is written is for this user alone: databases, their logs, visitors' files, secrets, backups.
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
        Command::CheckConfig(config) => check(&config).await,
        Command::Demo(args) => demo(args).await,
        Command::Owner(OwnerCommand::Create(args)) => create_owner(*args).await,
        Command::Backup(args) => back_up(&args).await,
        Command::Restore(args) => restore(&args).await,
        Command::ReadDocument { .. } => Ok(()),
    }
}

async fn serve(config: &Config) -> Result<()> {
    let parts = parts(config).await?;
    let server = Server::new(config, parts, None)?;
    let listener = bind(config).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    server.run(listener, signals()?).await?;
    Ok(())
}

async fn check(config: &Config) -> Result<()> {
    let parts = parts(config).await?;
    let store = Arc::clone(&parts.store);
    try_files(&parts.files, parts.entropy.as_ref()).await.context("visitors' files cannot be kept")?;
    let _server = Server::new(config, parts, None)?;
    store.ping().await.context("the database takes no writes")?;
    store.close().await;
    println!("the configuration is sound");
    Ok(())
}

/// Keeps a file, reads it and removes it.
async fn try_files(files: &Files, entropy: &dyn Entropy) -> Result<()> {
    let key = format!("check-config/{}", new_secret(entropy));
    files.objects.put(&key, Bytes::from_static(b"parlor")).await?;
    let read = files.objects.get(&key).await?;
    files.objects.delete(&key).await?;
    anyhow::ensure!(read.is_some(), "what was written there is not there");
    Ok(())
}

/// Prints one line of JSON: what the new owner needs to know.
async fn create_owner(args: OwnerArgs) -> Result<()> {
    let password = read_password(&args.password_file)?;
    let parts = parts(&args.config).await?;
    let (store, clock, entropy) = (parts.store.as_ref(), parts.clock.as_ref(), parts.entropy.as_ref());
    let newcomer = Newcomer { email: args.email, name: args.name, password, team: args.team };
    let (account, team) = owner::register(store, clock, entropy, newcomer).await?;
    let (kept, secret) = ApiSecret::generate(team.id.clone(), "First secret".into(), clock.now(), entropy);
    store.insert_secret(&kept).await?;
    store.close().await;
    let made =
        serde_json::json!({"account_id": account.id, "email": account.email, "team_id": team.id, "secret": secret});
    println!("{made}");
    Ok(())
}

async fn back_up(args: &BackupArgs) -> Result<()> {
    let (database, files) = (database_file(&args.config)?, files(&args.config)?);
    ensure!(database.exists(), "there is no database at {}", database.display());
    let copied = backup::backup(database, files.objects.as_ref(), &args.file).await?;
    println!("{} holds the database and {} of visitors' files", args.file.display(), copied.files);
    if copied.missing > 0 {
        eprintln!("parlor: {} files were erased meanwhile, or never brought to an end", copied.missing);
    }
    Ok(())
}

async fn restore(args: &BackupArgs) -> Result<()> {
    let (database, files) = (database_file(&args.config)?, files(&args.config)?);
    let restored = backup::restore(&args.file, database, files.objects.as_ref()).await?;
    println!("{} is back, with {restored} of visitors' files", database.display());
    Ok(())
}

fn database_file(config: &Config) -> Result<&Path> {
    config.storage.file().context(
        "PARLOR_DATABASE_URL names no SQLite file: PostgreSQL is copied with pg_dump, visitors' files with the tools of \
         their folder or bucket",
    )
}

fn read_password(path: &Path) -> Result<SecretString> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin()).context("standard input cannot be read")?
    } else {
        std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?
    };
    Ok(text.lines().next().unwrap_or_default().into())
}

async fn demo(args: DemoArgs) -> Result<()> {
    let config = demo::config(args.port, &args.data)?;
    let parts = parts(&config).await?;
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

async fn parts(config: &Config) -> Result<Parts> {
    let reserved = config.storage.file().and_then(|file| reserve(config, file));
    let store: Arc<dyn Store> = parlor::store::open_with(&config.storage.database_url, reserved)
        .await
        .with_context(|| format!("the database {} could not be opened", config.storage.shown()))?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    let agents = Registry::new(RegistryParts {
        store: Arc::clone(&store),
        secrets: config.models.by_name(),
        reach: config.outbound.agents(),
        timeouts: Timeouts::default(),
        clock: Arc::clone(&clock),
    })
    .context("TLS could not be set up")?;
    Ok(Parts {
        agents: Arc::new(agents),
        store,
        render: Arc::new(Markdown::new(RenderOptions { image_hosts: config.content.image_hosts() })),
        clock,
        entropy: Arc::new(SystemEntropy),
        files: files(config)?,
        budget: config.limits.budget(),
    })
}

/// What stays free on the disk that this is on.
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
    let fetch =
        Fetcher::patient(config.outbound.anyone(), Arc::new(SystemNetwork)).context("TLS could not be set up")?;
    let program = std::env::current_exe().context("this program cannot be found")?;
    Ok(Files { objects, inspect: Arc::new(Inspector::apart(program)), fetch: Arc::new(fetch) })
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
