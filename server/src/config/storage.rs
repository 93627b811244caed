//! Where conversations are kept.

use clap::Args;

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
    /// Whether this process is the only one on the database, so that whatever it finds running was left by a dead one.
    pub fn is_exclusive(&self) -> bool {
        !self.database_url.starts_with("postgres")
    }
}
