//! What widgets' identity secrets follow from, in memory.

use async_trait::async_trait;
use parlor_shared::ids::WidgetId;

use super::MemoryStore;
use crate::core::{
    policy::identity::IdentitySeed,
    store::{IdentityStore, StoreError, Stored},
};

#[async_trait]
impl IdentityStore for MemoryStore {
    async fn put_identity_seed(&self, widget: &WidgetId, seed: &IdentitySeed) -> Stored<()> {
        let tables = &mut *self.tables()?;
        if !tables.widgets.contains_key(widget) {
            return Err(StoreError::Broken("there is no such widget".into()));
        }
        tables.identity_seeds.insert(widget.clone(), seed.clone());
        Ok(())
    }

    async fn identity_seed(&self, widget: &WidgetId) -> Stored<Option<IdentitySeed>> {
        Ok(self.tables()?.identity_seeds.get(widget).cloned())
    }

    async fn remove_identity_seed(&self, widget: &WidgetId) -> Stored<bool> {
        Ok(self.tables()?.identity_seeds.remove(widget).is_some())
    }
}
