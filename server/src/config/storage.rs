//! The database that stores conversations.

use std::path::Path;

use clap::Args;
use url::Url;

/// The database that stores conversations.
#[derive(Args, Clone, Debug)]
pub struct StorageConfig {
    /// A file for SQLite (sqlite:///var/lib/parlor/parlor.db) or postgres://user@host/database; memory: is a temporary SQLite file, removed at exit.
    #[arg(
        long,
        env = "PARLOR_DATABASE_URL",
        default_value = "sqlite://parlor.db",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: String,

    /// Bytes that stay free on the disks of the SQLite file and of the attachments' folder: while less is free, new messages, files and events are refused with 507, so that answers still end and conversations can be erased. 0: no reserve.
    #[arg(long, env = "PARLOR_DISK_RESERVE_BYTES", default_value_t = 134_217_728, value_name = "BYTES")]
    pub disk_reserve_bytes: u64,
}

impl StorageConfig {
    /// The address as people may see it: without a password, and without parameters, where one may be too.
    pub fn shown(&self) -> String {
        let Ok(mut url) = Url::parse(&self.database_url) else { return "(not an address)".into() };
        url.set_query(None);
        // Addresses that cannot have a password refuse it.
        _ = url.set_password(None);
        url.into()
    }

    /// The SQLite file, when it is one.
    pub fn file(&self) -> Option<&Path> {
        let url = self.database_url.as_str();
        let other = url == "memory:" || (url.contains("://") && !url.starts_with("sqlite://"));
        (!other).then(|| Path::new(url.strip_prefix("sqlite://").unwrap_or(url)))
    }

    /// Returns true if no other process can use the database. Then all work found in progress at startup was left by a
    /// process that died.
    pub fn is_exclusive(&self) -> bool {
        !self.database_url.starts_with("postgres")
    }
}
