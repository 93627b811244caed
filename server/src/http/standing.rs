//! Whether widgets are still what open streams began with: a key that was replaced, or a widget that was switched off or
//! deleted, ends them.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;
use parlor_shared::ids::WidgetId;

use crate::core::{store::Store, widget::Widget};

/// Many streams of one widget ask once in this time.
const FRESH: Duration = Duration::from_secs(1);

/// Looks at widgets now and then, for all streams together.
pub struct Standing {
    store: Arc<dyn Store>,
    /// The generation of open widgets; `None` for others.
    cache: Cache<WidgetId, Option<u32>>,
    every: Duration,
}

/// What a stream began with.
#[derive(Clone, Debug)]
pub struct Began {
    widget: WidgetId,
    generation: u32,
}

impl From<&Widget> for Began {
    fn from(widget: &Widget) -> Self {
        Self { widget: widget.id.clone(), generation: widget.generation }
    }
}

impl Standing {
    /// Of this store; streams look `every` so often.
    pub fn new(store: Arc<dyn Store>, every: Duration) -> Self {
        Self { store, cache: Cache::builder().time_to_live(FRESH).max_capacity(10_000).build(), every }
    }

    /// Resolves when the widget is no longer what the stream began with. A database that cannot be asked ends nothing.
    pub async fn lost(&self, began: &Began) {
        loop {
            tokio::time::sleep(self.every).await;
            let read = async {
                let widget = self.store.widget(&began.widget).await?;
                Ok::<_, crate::core::store::StoreError>(widget.filter(Widget::is_open).map(|w| w.generation))
            };
            let current = self.cache.try_get_with(began.widget.clone(), read).await;
            if current.is_ok_and(|generation| generation != Some(began.generation)) {
                return;
            }
        }
    }
}
