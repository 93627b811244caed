//! Data that is read from the server and may be read again.

use leptos::{prelude::*, task::spawn_local};

use super::latest::Latest;
use crate::api::Failure;

/// A value from the server: not there yet, there, or failed.
pub(crate) struct Load<T: Send + Sync + 'static> {
    /// The latest result; `None` until the first one.
    pub(crate) result: RwSignal<Option<Result<T, Failure>>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// Reads it again; what is shown stays until the new value is there.
    pub(crate) fn reload(self) {
        self.again.update(|times| *times += 1);
    }

    /// The value, if it is there; a view that reads it follows.
    pub(crate) fn value(self) -> Option<T> {
        self.result.get().and_then(Result::ok)
    }

    /// Puts a value in its place that is known without asking: the reply to a change.
    pub(crate) fn set(self, value: T) {
        self.result.set(Some(Ok(value)));
    }
}

/// Reads a value now, and again when a signal changes that `source` reads.
pub(crate) fn load<T, S, F>(source: S) -> Load<T>
where
    T: Clone + Send + Sync + 'static,
    S: Fn() -> F + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let loaded = Load { result: RwSignal::new(None), again: RwSignal::new(0) };
    let latest = Latest::new();
    Effect::new(move |_| {
        loaded.again.track();
        let reading = source();
        let turn = latest.ask();
        spawn_local(async move {
            let read = reading.await;
            if latest.is(turn) {
                loaded.result.try_set(Some(read));
            }
        });
    });
    loaded
}
