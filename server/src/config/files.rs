//! Visitors' files: where they are kept, and how many are taken.

use std::{num::NonZeroU32, path::PathBuf, time::Duration};

use clap::Args;
use secrecy::SecretString;
use url::Url;

use crate::core::conversation::attachment::{Quota, uploads::UploadLimits};

/// Visitors' files: where they are kept, and how many are taken.
#[derive(Args, Clone, Debug)]
pub struct FilesConfig {
    /// Storage for visitors' files: a folder, s3://bucket/prefix, or memory: (lost at exit). Default: a folder beside the SQLite file, parlor-attachments with PostgreSQL; several nodes need shared storage.
    #[arg(long, env = "PARLOR_ATTACHMENTS", value_name = "PLACE")]
    pub attachments: Option<String>,

    /// The S3 service's address, for example https://minio.internal:9000. Default: AWS.
    #[arg(long, env = "PARLOR_ATTACHMENTS_S3_ENDPOINT", value_name = "URL")]
    pub attachments_s3_endpoint: Option<String>,

    /// The bucket's region.
    #[arg(long, env = "PARLOR_ATTACHMENTS_S3_REGION", default_value = "us-east-1", value_name = "NAME")]
    pub attachments_s3_region: String,

    /// The id of the S3 access key. Default: the role of the machine.
    #[arg(long, env = "PARLOR_ATTACHMENTS_S3_ACCESS_KEY_ID", value_name = "TEXT", requires = "s3_secret")]
    pub attachments_s3_access_key_id: Option<String>,

    /// The S3 access key itself.
    #[arg(
        long,
        env = "PARLOR_ATTACHMENTS_S3_SECRET_ACCESS_KEY",
        group = "s3_secret",
        requires = "attachments_s3_access_key_id",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub attachments_s3_secret_access_key: Option<SecretString>,

    /// A file that holds the S3 access key; white space at its ends does not count.
    #[arg(
        long,
        env = "PARLOR_ATTACHMENTS_S3_SECRET_ACCESS_KEY_FILE",
        group = "s3_secret",
        requires = "attachments_s3_access_key_id",
        value_name = "FILE"
    )]
    pub attachments_s3_secret_access_key_file: Option<PathBuf>,

    /// Put the bucket's name into the host's name. AWS wants it for new buckets; most other services do not.
    #[arg(long, env = "PARLOR_ATTACHMENTS_S3_VIRTUAL_HOSTS")]
    pub attachments_s3_virtual_hosts: bool,

    /// The largest file, in bytes; at most 100 MiB.
    #[arg(long, env = "PARLOR_ATTACHMENTS_BYTES", default_value_t = 10_485_760, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..=104_857_600))]
    pub attachments_bytes: u64,

    /// Files one conversation may bring in an hour.
    #[arg(long, env = "PARLOR_ATTACHMENTS_PER_HOUR", default_value_t = 10, value_name = "N")]
    pub attachments_per_hour: u32,

    /// Bytes one conversation may bring in an hour.
    #[arg(long, env = "PARLOR_ATTACHMENTS_BYTES_PER_HOUR", default_value_t = 20_971_520, value_name = "BYTES")]
    pub attachments_bytes_per_hour: u64,

    /// Uploads per minute and address (an IPv6 /64 counts as one).
    #[arg(long, env = "PARLOR_ATTACHMENTS_PER_MINUTE", default_value = "30", value_name = "N")]
    pub attachments_per_minute: NonZeroU32,

    /// Uploads at the same time in this process: each is held in memory.
    #[arg(long, env = "PARLOR_ATTACHMENTS_AT_ONCE", default_value_t = 16, value_name = "N")]
    pub attachments_at_once: usize,
}

/// The storage for visitors' files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FilesAt {
    /// A folder.
    Folder(PathBuf),
    /// A bucket; the files' names begin with a prefix.
    Bucket {
        /// The bucket's name.
        name: String,
        /// The prefix of the files' names.
        prefix: String,
    },
    /// In memory.
    Memory,
}

/// The place for visitors' files, or the key to it, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The address is none.
    #[error("PARLOR_ATTACHMENTS is a folder, s3://bucket/prefix or memory:, not {0}")]
    Place(String),
    /// There is a service or a key, and nothing that would use it.
    #[error("PARLOR_ATTACHMENTS_S3_* is set, but PARLOR_ATTACHMENTS names no bucket: s3://bucket/prefix")]
    NoBucket,
    /// The file cannot be read.
    #[error("PARLOR_ATTACHMENTS_S3_SECRET_ACCESS_KEY_FILE {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
}

impl FilesConfig {
    /// Returns the configured storage; by default, a folder beside the database.
    pub fn at(&self, database_url: &str) -> Result<FilesAt, FilesError> {
        let place = self.place(database_url)?;
        let for_bucket = self.attachments_s3_endpoint.is_some() || self.attachments_s3_access_key_id.is_some();
        if for_bucket && !matches!(place, FilesAt::Bucket { .. }) {
            return Err(FilesError::NoBucket);
        }
        Ok(place)
    }

    fn place(&self, database_url: &str) -> Result<FilesAt, FilesError> {
        let Some(place) = &self.attachments else { return Ok(beside(database_url)) };
        if place == "memory:" {
            return Ok(FilesAt::Memory);
        }
        if !place.contains("://") {
            return Ok(FilesAt::Folder(place.into()));
        }
        let url = Url::parse(place).ok().filter(|url| url.scheme() == "s3");
        let bucket = url.as_ref().and_then(|url| Some((url.host_str()?, url.path().trim_matches('/'))));
        let (name, prefix) = bucket.ok_or_else(|| FilesError::Place(place.clone()))?;
        Ok(FilesAt::Bucket { name: name.into(), prefix: prefix.into() })
    }

    /// The access key and its id, when there is one.
    pub fn s3_key(&self) -> Result<Option<(String, SecretString)>, FilesError> {
        let Some(id) = &self.attachments_s3_access_key_id else { return Ok(None) };
        let key = match (&self.attachments_s3_secret_access_key, &self.attachments_s3_secret_access_key_file) {
            (Some(key), _) => Some(key.clone()),
            (None, Some(path)) => {
                let unreadable = |source| FilesError::Unreadable { path: path.clone(), source };
                let text = std::fs::read_to_string(path).map_err(unreadable)?;
                Some(SecretString::from(text.trim().to_owned()))
            }
            (None, None) => None,
        };
        Ok(key.map(|key| (id.clone(), key)))
    }

    /// Returns the limits on uploads.
    pub const fn limits(&self) -> UploadLimits {
        UploadLimits {
            largest: self.attachments_bytes,
            quota: Quota {
                files: self.attachments_per_hour,
                bytes: self.attachments_bytes_per_hour,
                period: Duration::from_hours(1),
            },
            at_once: self.attachments_at_once,
        }
    }
}

/// `parlor.db` has its files in `parlor.db-attachments`.
fn beside(database_url: &str) -> FilesAt {
    if database_url == "memory:" {
        return FilesAt::Memory;
    }
    if database_url.starts_with("postgres") {
        return FilesAt::Folder("parlor-attachments".into());
    }
    let path = database_url.strip_prefix("sqlite://").unwrap_or(database_url);
    FilesAt::Folder(format!("{path}-attachments").into())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        config: FilesConfig,
    }

    fn at(place: &[&str], database: &str) -> Result<FilesAt, String> {
        let flags = ["test"].iter().chain(place);
        Flags::parse_from(flags).config.at(database).map_err(|error| error.to_string())
    }

    #[test]
    fn files_are_beside_the_database_or_where_one_says() {
        assert_eq!(at(&[], "sqlite://data/parlor.db"), Ok(FilesAt::Folder("data/parlor.db-attachments".into())));
        assert_eq!(at(&[], "memory:"), Ok(FilesAt::Memory));
        assert_eq!(at(&["--attachments", "uploads"], "memory:"), Ok(FilesAt::Folder("uploads".into())));
        let bucket = FilesAt::Bucket { name: "chat".into(), prefix: "a/b".into() };
        assert_eq!(at(&["--attachments", "s3://chat/a/b/"], "memory:"), Ok(bucket));
        assert!(at(&["--attachments", "https://chat.example/a"], "memory:").is_err());
        assert!(at(&["--attachments", "s3://"], "memory:").is_err());
        let forgotten = at(&["--attachments-s3-endpoint", "https://minio.example"], "memory:").unwrap_err();
        assert!(forgotten.contains("names no bucket"), "{forgotten}");
    }
}
