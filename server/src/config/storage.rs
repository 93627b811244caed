//! Where conversations are kept.

use clap::Args;
use url::Url;

/// Where conversations are kept.
#[derive(Args, Clone, Debug)]
pub struct StorageConfig {
    /// A file for SQLite (sqlite:///var/lib/parlor/parlor.db) or postgres://user@host/database; memory: forgets at exit.
    #[arg(
        long,
        env = "PARLOR_DATABASE_URL",
        default_value = "sqlite://parlor.db",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: String,
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

    /// Whether this process is the only one on the database, so that whatever it finds running was left by a dead one.
    pub fn is_exclusive(&self) -> bool {
        !self.database_url.starts_with("postgres")
    }
}
