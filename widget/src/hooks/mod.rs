//! The browser behind small, self-cleaning doors.

mod can;
mod clipboard;
mod listener;
mod locale;
mod random;
mod seen;
mod storage;
mod timer;
mod viewport;

pub(crate) use can::can;
pub(crate) use clipboard::copy;
pub(crate) use listener::Listener;
pub(crate) use locale::{local_number, local_time};
pub(crate) use random::{chance, random_id};
pub(crate) use seen::Seen;
pub(crate) use storage::Keep;
pub(crate) use timer::{Timer, breathe, now_ms};
pub(crate) use viewport::follow_viewport;
