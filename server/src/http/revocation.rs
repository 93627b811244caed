//! Ends streams whose widget was disabled, deleted or re-keyed, and those of owners who may no longer read.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;
use parlor_shared::ids::{TeamId, WidgetId};

use crate::core::{clock::Clock, owner::credential::Credential, store::Store, widget::Widget};

/// Lookups for streams of the same widget share one result for this time.
const FRESH: Duration = Duration::from_secs(1);

/// Checks widgets at regular intervals, for all streams together.
pub struct Revocations {
    store: Arc<dyn Store>,
    /// The generation of open widgets; `None` for others.
    cache: Cache<WidgetId, Option<u32>>,
    every: Duration,
}

/// The state of the widget when a stream began.
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

impl Revocations {
    /// Watches widgets in this store; each stream checks at the interval `every`.
    pub fn new(store: Arc<dyn Store>, every: Duration) -> Self {
        Self { store, cache: Cache::builder().time_to_live(FRESH).max_capacity(10_000).build(), every }
    }

    /// Resolves when the widget was disabled, deleted or re-keyed. On database errors the stream stays open.
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

    /// Resolves when the credential no longer opens the team. On database errors the stream stays open.
    pub async fn closed(&self, team: &TeamId, credential: &Credential, clock: &dyn Clock) {
        loop {
            tokio::time::sleep(self.every).await;
            if credential.opens(team, self.store.as_ref(), clock.now()).await == Ok(false) {
                return;
            }
        }
    }
}
