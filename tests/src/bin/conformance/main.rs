//! `cargo xtask conformance`: holds a running server against the five pages whose APIs it speaks.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::Parser;
use parlor_tests::conformance::{AGENT_PORT, Credentials, Report, run};

#[derive(Parser)]
struct Flags {
    /// The server, if it is not reached at the address in its credentials.
    #[arg(long)]
    url: Option<String>,
    /// The line `parlor demo --json` printed.
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// Port of this machine on which the kit's agent listens; the server must let owners use http://localhost:PORT.
    #[arg(long, value_name = "PORT", default_value_t = AGENT_PORT)]
    agent_port: u16,
    /// Print one JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let flags = Flags::parse();
    let mut server = read(&flags.credentials)?;
    if let Some(url) = flags.url {
        server.url = url;
    }
    let report = run(server, flags.agent_port).await?;
    print(&report, flags.json)?;
    Ok(if report.differing().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
