//! The origins of all widgets: answers may be read by pages of these. The widget's own list is the handlers' business.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;

use crate::core::{security::origin, store::Store};

/// A changed allow-list takes effect within this time.
const FRESH: Duration = Duration::from_secs(5);

/// The origins of all widgets, read again when they are 5 s old.
pub struct KnownOrigins {
    store: Arc<dyn Store>,
    cache: Cache<(), Arc<Vec<String>>>,
}

impl KnownOrigins {
    /// Of this store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, cache: Cache::builder().time_to_live(FRESH).build() }
    }

    /// Returns true if some widget may be used from this origin.
    pub async fn allow(&self, wanted: &str) -> bool {
        let patterns = self.cache.try_get_with((), async { self.store.origins().await.map(Arc::new) }).await;
        patterns.is_ok_and(|patterns| origin::is_allowed(&patterns, wanted))
    }
}
