//! The use case: erase visitors' data, both rows and the bytes of their files.

use std::sync::Arc;

use parlor_shared::ids::{VisitorId, WidgetId};

use super::attachment::uploads::Uploads;
use crate::core::{error::Error, store::Store};

/// Erases permanently. Cheap to clone.
#[derive(Clone)]
pub struct Erasure {
    store: Arc<dyn Store>,
    uploads: Uploads,
}

impl Erasure {
    /// Over this store and these files.
    pub fn new(store: Arc<dyn Store>, uploads: Uploads) -> Self {
        Self { store, uploads }
    }

    /// Erases a widget's visitor and all their data; `false` when there is no such visitor.
    #[tracing::instrument(skip_all)]
    pub async fn visitor(&self, widget: &WidgetId, id: &VisitorId) -> Result<bool, Error> {
        let there = self.store.erase_visitor(widget, id).await?;
        self.remove_files().await;
        Ok(there)
    }

    /// Erases a widget's visitors, their conversations and all their data.
    #[tracing::instrument(skip_all)]
    pub async fn widget(&self, id: &WidgetId) -> Result<(), Error> {
        self.store.erase_conversations(id).await?;
        self.remove_files().await;
        Ok(())
    }

    /// Removes the bytes of erased files. The rows are gone, so a failure is only logged: the next sweep removes the
    /// rest.
    async fn remove_files(&self) {
        if let Err(error) = self.uploads.remove_discarded().await {
            tracing::warn!(%error, "files that were erased could not be removed yet");
        }
    }
}
