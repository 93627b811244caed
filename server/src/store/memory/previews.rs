//! What is behind links, in memory.

use async_trait::async_trait;
use jiff::Timestamp;

use super::MemoryStore;
use crate::core::{
    preview::{Kept, MOST_KEPT},
    store::{PreviewStore, Stored},
};

#[async_trait]
impl PreviewStore for MemoryStore {
    async fn put_preview(&self, kept: &Kept, now: Timestamp) -> Stored<()> {
        let tables = &mut *self.tables()?;
        if !tables.conversations.contains_key(&kept.conversation_id) {
            return Ok(());
        }
        let previews = &mut tables.previews;
        previews.insert(kept.address_hash.clone(), kept.clone());
        previews.retain(|_, kept| kept.ends_at > now);
        while previews.len() > MOST_KEPT as usize {
            let first = previews.values().min_by_key(|kept| kept.ends_at).map(|kept| kept.address_hash.clone());
            first.and_then(|hash| previews.remove(&hash));
        }
        Ok(())
    }

    async fn preview(&self, address_hash: &str, now: Timestamp) -> Stored<Option<Kept>> {
        Ok(self.tables()?.previews.get(address_hash).filter(|kept| kept.ends_at > now).cloned())
    }

    async fn preview_picture(&self, key: &str, now: Timestamp) -> Stored<Option<Vec<u8>>> {
        let tables = self.tables()?;
        let mut pictures =
            tables.previews.values().filter(|kept| kept.ends_at > now).filter_map(|kept| kept.picture.as_ref());
        Ok(pictures.find(|picture| picture.key == key).map(|picture| picture.jpeg.clone()))
    }
}
