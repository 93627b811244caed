//! The use case: erase what visitors left, rows and the bytes of their files.

use std::sync::Arc;

use parlor_shared::ids::{VisitorId, WidgetId};

use super::{
    attachment::Uploads,
    store::{Store, StoreError},
};

/// Erases for good. Cheap to clone.
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

    /// Erases a widget's visitor and all that came from them; `false` when there is no such visitor.
    #[tracing::instrument(skip_all)]
    pub async fn visitor(&self, widget: &WidgetId, id: &VisitorId) -> Result<bool, StoreError> {
        let there = self.store.erase_visitor(widget, id).await?;
        self.remove_files().await;
        Ok(there)
    }

    /// Erases a widget's visitors, their conversations and all that came from them.
    #[tracing::instrument(skip_all)]
    pub async fn widget(&self, id: &WidgetId) -> Result<(), StoreError> {
        self.store.erase_conversations(id).await?;
        self.remove_files().await;
        Ok(())
    }

    /// The rows are gone, so nobody can ask again: what cannot be removed now is removed by the next sweep.
    async fn remove_files(&self) {
        if let Err(error) = self.uploads.remove_discarded().await {
            tracing::warn!(%error, "files that were erased could not be removed yet");
        }
    }
}
