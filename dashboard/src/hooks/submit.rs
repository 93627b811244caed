//! Something that is sent to the server at a press.

use leptos::{prelude::*, task::spawn_local};

use crate::api::Failure;

/// The state of what is sent.
#[derive(Clone, Copy)]
pub(crate) struct Submit {
    /// It is on its way.
    pub(crate) is_busy: RwSignal<bool>,
    /// Why the latest one was refused.
    pub(crate) failure: RwSignal<Option<Failure>>,
}

/// Nothing sent yet.
pub(crate) fn submission() -> Submit {
    Submit { is_busy: RwSignal::new(false), failure: RwSignal::new(None) }
}

impl Submit {
    /// Sends; a second press while it is on its way does nothing. `done` gets the reply.
    pub(crate) fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let reply = work.await;
            if self.is_busy.try_set(false).is_some() {
                // Its screen is gone: another one must not show what came of it.
                return;
            }
            match reply {
                Ok(reply) => done(reply),
                Err(failure) => _ = self.failure.try_set(Some(failure)),
            }
        });
    }

    /// The text for the field that was refused, if it was this one.
    pub(crate) fn problem_of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure.get().filter(|failure| failure.is_about(field)).map(|failure| failure.text())
        })
    }

    /// The text of a refusal that is about none of these fields.
    pub(crate) fn other_problem(self, fields: &'static [&'static str]) -> Signal<Option<String>> {
        Signal::derive(move || {
            let failure = self.failure.get()?;
            (!fields.iter().any(|field| failure.is_about(field))).then(|| failure.text())
        })
    }
}
