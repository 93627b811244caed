//! `cargo xtask conformance`: holds a running server against the five pages whose APIs it speaks.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::Parser;
use parlor_tests::conformance::{Credentials, Report, Subjects, run};

#[derive(Parser)]
struct Flags {
    /// The server, if it is not reached at the address in its credentials.
    #[arg(long)]
    url: Option<String>,
    /// The line `parlor demo --json` printed.
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// The same of a widget whose agent always fails.
    #[arg(long, value_name = "FILE")]
    broken_agent: Option<PathBuf>,
    /// The same of a widget whose agent is always too slow.
    #[arg(long, value_name = "FILE")]
    slow_agent: Option<PathBuf>,
    /// Print one JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let flags = Flags::parse();
    let report = run(subjects(&flags)?).await?;
    print(&report, flags.json)?;
    Ok(if report.differing().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn subjects(flags: &Flags) -> Result<Subjects> {
    let mut server = read(&flags.credentials)?;
    if let Some(url) = &flags.url {
        server.url.clone_from(url);
    }
    let broken_agent = flags.broken_agent.as_ref().map(read).transpose()?;
    let slow_agent = flags.slow_agent.as_ref().map(read).transpose()?;
    Ok(Subjects { server, broken_agent, slow_agent })
}

fn read(path: &PathBuf) -> Result<Credentials> {
    let text = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is not what the demo prints", path.display()))
}

fn print(report: &Report, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string(report)?);
    } else {
        println!("{report}");
    }
    Ok(())
}
