//! Leptos' signals, effects and owners, from their own crate. The `leptos` crate around it would add server functions,
//! whose streams export unused functions: 7 kB of the bundle (brotli), and minutes of a cold build.

pub(crate) mod prelude;

use std::future::Future;

use any_spawner::Executor;

/// Runs a future in the current thread, which is the only one.
pub(crate) fn spawn_local(future: impl Future<Output = ()> + 'static) {
    Executor::spawn_local(future);
}
