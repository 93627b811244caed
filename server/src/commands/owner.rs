//! `parlor owner`: accounts, from the server's own shell.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use parlor::{
    config::Config,
    core::{
        conversation::turn::parts::Parts,
        error::Error,
        owner::{self, Newcomer, team::ApiSecret},
    },
};
use secrecy::SecretString;

/// Accounts and their teams.
#[derive(Subcommand)]
pub(crate) enum OwnerCommand {
    /// Make an account with a team of its own, and an API secret for the team, which is shown once.
    Create(Box<CreateArgs>),
    /// Replace the password of an account and sign it out everywhere.
    Password(Box<PasswordArgs>),
}

impl OwnerCommand {
    /// The server's configuration, which says where the database is.
    pub(crate) fn config(&self) -> &Config {
        match self {
            Self::Create(args) => &args.config,
            Self::Password(args) => &args.config,
        }
    }
}

#[derive(Args)]
pub(crate) struct CreateArgs {
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
pub(crate) struct PasswordArgs {
    /// The address the account signs in with.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// A file whose first line is the new password, 15 to 256 characters; `-` reads standard input.
    #[arg(long, default_value = "-", value_name = "FILE")]
    password_file: PathBuf,
    #[command(flatten)]
    config: Config,
}

/// Runs one of them, on a store that was opened with the command's configuration.
pub(crate) async fn run(command: OwnerCommand, parts: &Parts) -> Result<()> {
    let done = match command {
        OwnerCommand::Create(args) => create(*args, parts).await,
        OwnerCommand::Password(args) => replace_password(&args, parts).await,
    };
    parts.store.close().await;
    done
}

/// Prints one line of JSON: what the new owner needs to know.
async fn create(args: CreateArgs, parts: &Parts) -> Result<()> {
    let password = read_password(&args.password_file)?;
    let (store, clock, entropy) = (parts.store.as_ref(), parts.clock.as_ref(), parts.entropy.as_ref());
    let newcomer = Newcomer { email: args.email, name: args.name, password, team: args.team };
    let (account, team) = owner::register(store, clock, entropy, newcomer).await?;
    let (kept, secret) = ApiSecret::generate(team.id.clone(), "First secret".into(), clock.now(), entropy);
    store.insert_secret(&kept).await?;
    let made =
        serde_json::json!({"account_id": account.id, "email": account.email, "team_id": team.id, "secret": secret});
    println!("{made}");
    Ok(())
}

/// Prints one line of JSON: the account and the number of sign-ins that were ended.
async fn replace_password(args: &PasswordArgs, parts: &Parts) -> Result<()> {
    let password = read_password(&args.password_file)?;
    let ended = match owner::replace_password(parts.store.as_ref(), &args.email, password).await {
        Err(Error::NotFound) => anyhow::bail!("no account has the address {}", args.email),
        other => other?,
    };
    println!("{}", serde_json::json!({"email": args.email, "sign_ins_ended": ended}));
    Ok(())
}

fn read_password(path: &Path) -> Result<SecretString> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin()).context("standard input cannot be read")?
    } else {
        std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?
    };
    Ok(text.lines().next().unwrap_or_default().into())
}
