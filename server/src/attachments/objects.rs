//! Storage for bytes: a folder, an S3 bucket, or memory.

use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt as _, path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use object_store::{
    ClientOptions, Error, ObjectStore, ObjectStoreExt as _, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem,
    memory::InMemory, path::Path, prefix::PrefixStore,
};
use secrecy::{ExposeSecret, SecretString};

use crate::core::{
    conversation::attachment::Objects,
    disk::Reserve,
    store::{StoreError, Stored},
};

/// Time within which a bucket must answer; after it, the bucket counts as unavailable.
const PATIENCE: Duration = Duration::from_secs(20);
/// Number of retries of a failed request.
const RETRIES: usize = 2;

/// A bucket of S3, or of whatever speaks like it.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Prefix of all object names; empty for none.
    pub prefix: String,
    /// Address of the service; AWS when absent. An `http://` address is requested without TLS.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// The id of the access key and the key; if absent, the machine's own credentials (AWS: the instance's role).
    pub key: Option<(String, SecretString)>,
    /// True to put the bucket's name in the host name, as AWS requires; false to put it in the path.
    pub virtual_hosts: bool,
}

/// Opens storage in a folder, which is created if absent and accessible to its owner alone. The file and its folder
/// entry are synced to disk before [`Objects::put`] returns. While less than the reserve is free on the disk, writes
/// are refused.
pub fn folder(folder: &std::path::Path, reserve: Option<Reserve>) -> Stored<Arc<dyn Objects>> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| StoreError::Broken(format!("{}: {error}", folder.display())))?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(failure)?;
    let store = Arc::new(store.with_automatic_cleanup(true).with_fsync(true));
    Ok(Arc::new(Kept { store, folder: Some(folder.to_owned()), reserve }))
}

/// Opens storage in a bucket. No request is made yet.
pub fn bucket(bucket: &Bucket) -> Stored<Arc<dyn Objects>> {
    Ok(Arc::new(Kept {
        store: Arc::new(PrefixStore::new(s3(bucket)?, bucket.prefix.as_str())),
        folder: None,
        reserve: None,
    }))
}

/// Opens storage in memory, which lasts until it is dropped.
pub fn memory() -> Arc<dyn Objects> {
    Arc::new(Kept { store: Arc::new(InMemory::new()), folder: None, reserve: None })
}

fn s3(bucket: &Bucket) -> Stored<impl ObjectStore> {
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_virtual_hosted_style_request(bucket.virtual_hosts)
        .with_retry(retry)
        // One object at a time, by the plain request every service knows.
        .with_disable_bulk_delete(true)
        .with_client_options(ClientOptions::new().with_timeout(PATIENCE));
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some((id, key)) = &bucket.key {
        builder = builder.with_access_key_id(id).with_secret_access_key(key.expose_secret());
    }
    builder.build().map_err(failure)
}

/// A store of the library, behind our port.
struct Kept {
    store: Arc<dyn ObjectStore>,
    /// Folder on the local disk.
    folder: Option<PathBuf>,
    reserve: Option<Reserve>,
}

#[async_trait]
impl Objects for Kept {
    async fn put(&self, key: &str, bytes: Bytes) -> Stored<()> {
        let _held = self.reserve.as_ref().map(|reserve| reserve.hold(bytes.len() as u64)).transpose()?;
        self.store.put(&Path::from(key), bytes.into()).await.map(|_| ()).map_err(failure)
    }

    async fn get(&self, key: &str) -> Stored<Option<Bytes>> {
        match self.store.get(&Path::from(key)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(failure),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    async fn delete(&self, key: &str) -> Stored<()> {
        if let Some(folder) = &self.folder {
            remove_unfinished(&folder.join(key)).await;
        }
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }
}

/// Removes the remains of unfinished writes of this file: the library writes to `name#1`, `name#2` … first.
async fn remove_unfinished(file: &std::path::Path) {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else { return };
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else { return };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let rest = entry.file_name().to_str().and_then(|entry| entry.strip_prefix(name)).map(str::to_owned);
        if rest.is_some_and(|rest| rest.starts_with('#'))
            && let Err(error) = tokio::fs::remove_file(entry.path()).await
        {
            tracing::warn!(%error, "what an interrupted upload left could not be removed");
        }
    }
}

/// Converts the library's errors into the domain's. A full disk is recognised by its cause.
#[expect(clippy::needless_pass_by_value, reason = "so that `map_err` takes it as it is")]
fn failure(error: Error) -> StoreError {
    let causes = std::iter::successors(Some(&error as &(dyn std::error::Error + 'static)), |error| error.source());
    for cause in causes {
        if cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::StorageFull) {
            return StoreError::Full;
        }
    }
    StoreError::Unavailable(format!("objects: {error}"))
}
