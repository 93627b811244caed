//! `parlor health`: asks a running server whether it is ready, for container health checks and scripts.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

/// A server that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// The server to ask.
#[derive(Args)]
pub(crate) struct HealthArgs {
    /// Address and port the server listens on.
    #[arg(long, env = "PARLOR_LISTEN", default_value = "127.0.0.1:8787", value_name = "ADDRESS")]
    listen: SocketAddr,
}

/// Asks `/readyz` once; fails when there is no reply within 3 s or the server is not ready.
pub(crate) async fn run(args: HealthArgs) -> Result<()> {
    let url = format!("http://{}/readyz", reachable(args.listen));
    // The server is on this machine: no proxy of the environment stands between.
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
    let response = client.get(&url).send().await.with_context(|| format!("{url} does not answer"))?;
    let status = response.status();
    ensure!(status.is_success(), "not ready: {status} {}", response.text().await.unwrap_or_default().trim());
    println!("ready");
    Ok(())
}

/// A server that listens on every address is asked on the loopback one.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let loopback: IpAddr = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    };
    SocketAddr::new(loopback, listen.port())
}
