//! Files of the widget's bundles that this server, or another node, has ever served.
//!
//! Pages pin a version of the loader, caches keep one, and during an upgrade two versions answer in turns. So every
//! version's files are kept where visitors' files are: a version that is served once is served for good, after an
//! upgrade and after a step back. Names contain a hash of the content; a name is never written twice.

use std::{sync::Arc, time::Duration};

use axum::body::Bytes;
use moka::future::Cache;

use crate::core::{
    conversation::attachment::Objects,
    store::{StoreError, Stored},
};

/// Their folder in the object store.
const FOLDER: &str = "bundles";
/// A file of an old version, or that there is none, is remembered this long.
const FRESH: Duration = Duration::from_secs(10);
/// Bytes of memory for what is remembered.
const MEMORY: u64 = 16 * 1024 * 1024;

/// Files of all versions.
#[derive(Clone)]
pub struct BundleArchive {
    objects: Arc<dyn Objects>,
    cache: Cache<String, Option<Bytes>>,
}

impl BundleArchive {
    /// Kept in this object store.
    pub fn new(objects: Arc<dyn Objects>) -> Self {
        let weigh = |name: &String, file: &Option<Bytes>| {
            u32::try_from(name.len() + file.as_ref().map_or(0, Bytes::len)).unwrap_or(u32::MAX)
        };
        Self { objects, cache: Cache::builder().weigher(weigh).max_capacity(MEMORY).time_to_live(FRESH).build() }
    }

    /// Keeps a version. Its loader comes last, so a version whose loader is there is complete.
    pub async fn keep(&self, loader: (String, Bytes), files: Vec<(String, Bytes)>) -> Stored<()> {
        if self.objects.get(&key(&loader.0)).await?.is_some() {
            return Ok(());
        }
        for (name, bytes) in files.into_iter().chain([loader]) {
            self.objects.put(&key(&name), bytes).await?;
        }
        Ok(())
    }

    /// A file by its name, if some version had it.
    pub async fn file(&self, name: &str) -> Result<Option<Bytes>, Arc<StoreError>> {
        if !is_versioned(name) {
            return Ok(None);
        }
        self.cache.try_get_with(name.to_owned(), self.objects.get(&key(name))).await
    }
}

fn key(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// A name as the build gives them: nothing else is looked for.
fn is_versioned(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let hashed = name.split(['-', '_', '.', '/']).any(|part| part.len() == 16 && is_hash(part));
    name.len() <= 100 && hashed && name.chars().all(plain) && name.split('/').all(|part| !part.starts_with('.'))
}

/// 16 lower-case hexadecimal digits.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_build_are_looked_for() {
        for name in [
            "v/0123456789abcdef/widget.js",
            "assets/parlor-0123456789abcdef_bg.wasm.br",
            "assets/rare-0123456789abcdef.js",
        ] {
            assert!(is_versioned(name), "{name}");
        }
        let long = format!("assets/{}-0123456789abcdef.js", "a".repeat(100));
        for name in [
            "assets/parlor.js",
            "assets/../0123456789abcdef",
            "assets/a%2f-0123456789abcdef.js",
            "assets//.0123456789abcdef",
            &long,
        ] {
            assert!(!is_versioned(name), "{name}");
        }
    }
}
