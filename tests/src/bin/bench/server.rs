//! A server to be measured, and how much memory it takes.

use std::time::Duration;

use anyhow::{Context, Result};
use parlor_tests::{
    app::KEY,
    databases::{Backend, Guard},
    process::{ServerProcess, free_port, furnish},
    visitor::Visitor,
};
use reqwest::Client;

/// A server on a fresh SQLite file.
pub(crate) struct Measured {
    pub(crate) server: ServerProcess,
    pub(crate) client: Client,
    /// URL of its database.
    pub(crate) database: String,
    _guard: Guard,
}

impl Measured {
    pub(crate) async fn start() -> Result<Self> {
        Self::with_flags(&[]).await
    }

    pub(crate) async fn with_flags(flags: &[&str]) -> Result<Self> {
        let (store, guard) = Backend::Sqlite.open().await;
        furnish(store.as_ref()).await?;
        store.close().await;
        let server = ServerProcess::start(&guard.url, free_port().await?, flags).await?;
        Ok(Self { server, client: Client::new(), database: guard.url.clone(), _guard: guard })
    }

    /// Visitors with open conversations, 50 at a time.
    pub(crate) async fn visitors(&self, count: usize) -> Result<Vec<Visitor>> {
        let mut visitors = Vec::with_capacity(count);
        while visitors.len() < count {
            let batch = (count - visitors.len()).min(50);
            let arrivals = (0..batch).map(|_| Visitor::arrive(&self.client, &self.server.base, KEY));
            visitors.extend(futures_util::future::try_join_all(arrivals).await?);
        }
        Ok(visitors)
    }

    /// Processor time of the server so far, to the kernel's tick: a hundredth of a second.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let id = self.server.id().context("the server has ended")?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The name in brackets may hold anything; after it, fields 14 and 15 are what was spent for it and by the kernel.
        let (_, fields) = stat.rsplit_once(')').context("no name")?;
        let ticks: Vec<u64> =
            fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
        Ok(Duration::from_millis(10 * ticks.iter().sum::<u64>()))
    }

    /// Resident memory in KiB.
    pub(crate) fn rss(&self) -> Result<u64> {
        let id = self.server.id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).context("VmRSS is a number")
    }
}
