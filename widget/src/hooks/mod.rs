//! Small wrappers around browser features, which clean up after themselves.

mod clipboard;
mod has_api;
mod listener;
mod locale;
mod object;
mod random;
mod storage;
mod stored;
mod timer;
mod viewport;
mod visibility;

pub(crate) use clipboard::copy_to_clipboard;
pub(crate) use has_api::has_api;
pub(crate) use listener::Listener;
pub(crate) use locale::{local_number, local_time};
pub(crate) use object::{object, set_property};
pub(crate) use random::{random_fraction, random_id};
pub(crate) use storage::StorageItem;
pub(crate) use stored::Stored;
pub(crate) use timer::{Timer, now_ms, yield_to_browser};
pub(crate) use viewport::follow_viewport;
pub(crate) use visibility::VisibilityObserver;
